package dev.agentkeys.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1EmptyDirVolumeSource;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1Volume;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each pod, of the service and of the examples, conforms to the level "restricted" of the Pod Security Standards, and
 * to more rules.
 */
class PodSecurityTest {

    private static final String RUNTIME_DEFAULT = "RuntimeDefault";

    private static final Path OPENSHIFT = Manifests.DIRECTORY.resolve("examples/openshift");

    static Stream<Named<V1PodSpec>> pods() {
        return of(Stream.concat(
                Manifests.all(),
                Stream.of("serviceaccount-oidc/caller.yaml", "import-from-agentex/job.yaml", "doctor/job.yaml")
                        .map(file -> Manifests.DIRECTORY.resolve("examples").resolve(file))
                        .map(file -> Manifests.load(file.toString(), Manifests.read(file)))));
    }

    /**
     * All pods except those for OpenShift. OpenShift gives each namespace its own users, and refuses a pod that asks
     * for another user.
     */
    static Stream<Named<V1PodSpec>> podsWithUsers() {
        return of(Manifests.all().filter(manifests -> !manifests.name().equals(OPENSHIFT.toString())));
    }

    private static Stream<Named<V1PodSpec>> of(Stream<Manifests> all) {
        return all.flatMap(manifests -> manifests.pods().entrySet().stream()
                .map(pod -> Named.of(manifests.name() + ": " + pod.getKey(), pod.getValue())));
    }

    @ParameterizedTest
    @MethodSource("pods")
    void noneMayRunAsRoot(V1PodSpec pod) {
        assertTrue(pod.getSecurityContext().getRunAsNonRoot());
        containers(pod)
                .forEach(container -> assertTrue(container.getSecurityContext().getRunAsNonRoot()));
    }

    @Test
    void onOpenShiftNoneAsksForAUser() {
        assumeTrue(Manifests.KUBECTL, "kubectl is not installed");
        for (var pod : Manifests.of(OPENSHIFT).pods().values()) {
            assertNull(pod.getSecurityContext().getRunAsUser());
            assertNull(pod.getSecurityContext().getRunAsGroup());
            assertNull(pod.getSecurityContext().getFsGroup());
            containers(pod).forEach(container -> {
                assertNull(container.getSecurityContext().getRunAsUser());
                assertNull(container.getSecurityContext().getRunAsGroup());
            });
        }
    }

    @ParameterizedTest
    @MethodSource("podsWithUsers")
    void noneRunsAsRoot(V1PodSpec pod) {
        assertTrue(pod.getSecurityContext().getRunAsUser() >= 100);
        assertTrue(pod.getSecurityContext().getRunAsGroup() >= 100);
        for (var container : containers(pod)) {
            assertTrue(container.getSecurityContext().getRunAsUser() >= 100);
            assertTrue(container.getSecurityContext().getRunAsGroup() >= 100);
        }
    }

    @ParameterizedTest
    @MethodSource("pods")
    void eachHasTheRuntimesSeccompProfile(V1PodSpec pod) {
        assertEquals(
                RUNTIME_DEFAULT, pod.getSecurityContext().getSeccompProfile().getType());
        for (var container : containers(pod)) {
            assertEquals(
                    RUNTIME_DEFAULT,
                    container.getSecurityContext().getSeccompProfile().getType());
        }
    }

    @ParameterizedTest
    @MethodSource("pods")
    void noneIsPrivilegedEscalatesOrHasACapability(V1PodSpec pod) {
        for (var container : containers(pod)) {
            assertFalse(container.getSecurityContext().getPrivileged());
            assertFalse(container.getSecurityContext().getAllowPrivilegeEscalation());
            assertEquals(
                    List.of("ALL"),
                    container.getSecurityContext().getCapabilities().getDrop());
            assertEquals(
                    List.of(), container.getSecurityContext().getCapabilities().getAdd());
        }
    }

    @ParameterizedTest
    @MethodSource("pods")
    void noneSharesAnythingWithItsNode(V1PodSpec pod) {
        assertNull(pod.getHostNetwork());
        assertNull(pod.getHostPID());
        assertNull(pod.getHostIPC());
        volumes(pod).forEach(volume -> assertNull(volume.getHostPath()));
        for (var container : containers(pod)) {
            container.getPorts().forEach(port -> assertNull(port.getHostPort()));
        }
    }

    @ParameterizedTest
    @MethodSource("pods")
    void theRootIsReadOnlyAndWritableVolumesHaveASizeLimit(V1PodSpec pod) {
        containers(pod)
                .forEach(container -> assertTrue(container.getSecurityContext().getReadOnlyRootFilesystem()));
        volumes(pod).map(V1Volume::getEmptyDir).forEach(directory -> {
            if (directory != null) {
                assertNotNull(directory.getSizeLimit());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("pods")
    void noneHasATokenOfKubernetesOrLinksToServices(V1PodSpec pod) {
        assertFalse(pod.getAutomountServiceAccountToken());
        assertFalse(pod.getEnableServiceLinks());
    }

    @ParameterizedTest
    @MethodSource("pods")
    void eachHasRequestsAndLimits(V1PodSpec pod) {
        for (var container : containers(pod)) {
            for (var resource : List.of("cpu", "memory")) {
                var request = amount(container.getResources().getRequests(), resource);
                var limit = amount(container.getResources().getLimits(), resource);
                assertTrue(request.signum() > 0 && request.compareTo(limit) <= 0, resource);
            }
        }
    }

    @Test
    void theServiceWritesOnlyToATmpWithASizeLimit() {
        for (var pod :
                List.of(Manifests.production().service(), Manifests.production().migration())) {
            var writable = pod.getContainers().get(0).getVolumeMounts().stream()
                    .filter(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                    .toList();
            assertEquals(1, writable.size());
            assertEquals("/tmp", writable.get(0).getMountPath());
            V1EmptyDirVolumeSource directory = volumes(pod)
                    .filter(volume -> volume.getName().equals(writable.get(0).getName()))
                    .findFirst()
                    .orElseThrow()
                    .getEmptyDir();
            assertTrue(directory.getSizeLimit().getNumber().signum() > 0);
        }
    }

    @Test
    void theServiceHasAnAccountOfItsOwnWithoutAMountedToken() {
        var manifests = Manifests.production();

        assertEquals("agent-api-keys", manifests.service().getServiceAccountName());
        assertEquals("agent-api-keys", manifests.migration().getServiceAccountName());
        assertFalse(manifests.one(V1ServiceAccount.class, "agent-api-keys").getAutomountServiceAccountToken());
    }

    @Test
    void theNamespaceEnforcesRestrictedPods() {
        var namespaces = Manifests.all()
                .flatMap(manifests -> manifests.all(V1Namespace.class).stream())
                .toList();

        assertFalse(namespaces.isEmpty());
        namespaces.forEach(namespace -> assertEquals(
                "restricted", namespace.getMetadata().getLabels().get("pod-security.kubernetes.io/enforce")));
    }

    private static List<V1Container> containers(V1PodSpec pod) {
        assertEquals(List.of(), pod.getInitContainers());
        assertFalse(pod.getContainers().isEmpty());
        return pod.getContainers();
    }

    private static Stream<V1Volume> volumes(V1PodSpec pod) {
        return pod.getVolumes().stream();
    }

    private static BigDecimal amount(Map<String, Quantity> resources, String name) {
        return resources.get(name).getNumber();
    }
}
