package dev.agentkeys.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.DocumentationPage;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1KeyToPath;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Volume;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Secrets reach the pods as files, and no manifest holds a secret. */
class SecretsTest {

    private static final int OWNER_MAY_READ = 0400;
    private static final String MOUNT = "/run/secrets/agent-api-keys/";
    private static final Pattern SECRET_VARIABLE =
            Pattern.compile(".*(DATABASE_URL|KEY_RING|TOKENS?|PASSWORD|SECRET|CREDENTIALS?)");
    private static final Pattern CREATED = Pattern.compile("--from-literal=([a-z-]+)=");

    @ParameterizedTest
    @MethodSource("dev.agentkeys.deployment.Manifests#all")
    void theirFilesAreOfMode0400(Manifests manifests) {
        for (var pod : manifests.pods().entrySet()) {
            pod.getValue().getVolumes().stream()
                    .filter(volume -> volume.getSecret() != null || volume.getProjected() != null)
                    .forEach(volume -> assertEquals(Optional.of(OWNER_MAY_READ), mode(volume), pod::getKey));
            items(pod.getValue()).forEach(item -> assertNull(item.getMode(), pod.getKey() + ": " + item.getKey()));
        }
    }

    @Test
    void theServiceHasThreeAndTheMigrationOne() {
        assertEquals(volumes("""
                - key: database-url
                  path: database-url
                - key: key-ring
                  path: key-ring
                - key: access-tokens
                  path: access-tokens
                """), Manifests.production().service().getVolumes());
        assertEquals(volumes("""
                - key: database-url-direct
                  path: database-url
                """), Manifests.production().migration().getVolumes());
    }

    @ParameterizedTest
    @MethodSource("dev.agentkeys.deployment.Manifests#all")
    void theServicesGroupMayReadThem(Manifests manifests) {
        // The kubelet gives the group read access too. Without the group only root could read the files.
        for (var pod : List.of(manifests.service(), manifests.migration())) {
            assertEquals(
                    pod.getSecurityContext().getRunAsGroup(),
                    pod.getSecurityContext().getFsGroup());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.agentkeys.deployment.Manifests#all")
    void noVariableHoldsASecret(Manifests manifests) {
        for (var pod : manifests.pods().values()) {
            pod.getContainers()
                    .forEach(container -> container.getEnvFrom().forEach(source -> assertNull(source.getSecretRef())));
            variables(pod).forEach(variable -> {
                assertNull(variable.getValueFrom(), variable::getName);
                assertFalse(SECRET_VARIABLE.matcher(variable.getName()).matches(), variable::getName);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("dev.agentkeys.deployment.Manifests#all")
    void noManifestHoldsASecret(Manifests manifests) {
        assertEquals(List.of(), manifests.all(V1Secret.class));
    }

    @ParameterizedTest
    @MethodSource("dev.agentkeys.deployment.Manifests#all")
    void eachFileThatAVariableNamesIsMounted(Manifests manifests) {
        for (var pod : List.of(manifests.service(), manifests.migration())) {
            var named = variables(pod)
                    .filter(variable -> variable.getName().endsWith("_FILE"))
                    .map(V1EnvVar::getValue)
                    .collect(Collectors.toSet());
            var mounted = items(pod).map(item -> MOUNT + item.getPath()).collect(Collectors.toSet());

            assertFalse(named.isEmpty());
            assertEquals(named, mounted);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.agentkeys.deployment.Manifests#all")
    void eachVariableIsExplained(Manifests manifests) {
        var pages = DocumentationPage.read("docs/configuration.md").text()
                + DocumentationPage.read("docs/kubernetes.md").text();
        for (var pod : List.of(manifests.service(), manifests.migration())) {
            variables(pod)
                    .map(variable -> variable.getName().replaceFirst("_FILE$", ""))
                    .forEach(name -> assertTrue(pages.contains("`" + name), name));
        }
    }

    @Test
    void theDocumentedCommandsCreateTheKeysThatProductionMounts() {
        var created = CREATED.matcher(
                        DocumentationPage.read("docs/kubernetes.md").text())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        var mounted = Stream.of(
                        Manifests.production().service(), Manifests.production().migration())
                .flatMap(SecretsTest::items)
                .map(V1KeyToPath::getKey)
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(mounted, created);
    }

    private static Stream<V1EnvVar> variables(V1PodSpec pod) {
        return pod.getContainers().stream().flatMap(container -> container.getEnv().stream());
    }

    private static List<V1Volume> volumes(String items) {
        return Manifests.expected(V1PodSpec.class, """
                containers: []
                volumes:
                  - name: secrets
                    secret:
                      secretName: agent-api-keys
                      defaultMode: 0400
                      items:
                %s
                  - name: tmp
                    emptyDir: {sizeLimit: 64Mi}
                """.formatted(items.indent(8).stripTrailing()))
                .getVolumes();
    }

    private static Optional<Integer> mode(V1Volume volume) {
        return Optional.ofNullable(volume.getSecret())
                .map(source -> source.getDefaultMode())
                .or(() -> Optional.ofNullable(volume.getProjected()).map(source -> source.getDefaultMode()));
    }

    private static Stream<V1KeyToPath> items(V1PodSpec pod) {
        var volumes = pod.getVolumes();
        return Stream.concat(
                volumes.stream()
                        .map(V1Volume::getSecret)
                        .filter(Objects::nonNull)
                        .flatMap(secret -> secret.getItems().stream()),
                volumes.stream()
                        .map(V1Volume::getProjected)
                        .filter(Objects::nonNull)
                        .flatMap(projected -> projected.getSources().stream())
                        .flatMap(source -> source.getSecret().getItems().stream()));
    }
}
