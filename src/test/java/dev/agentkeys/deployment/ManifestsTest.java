package dev.agentkeys.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentkeys.packaging.Version;
import dev.agentkeys.testsupport.DocumentationPage;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Everything under {@code k8s/} renders, and has no field that Kubernetes does not know. */
class ManifestsTest {

    private static final String MISSPELLED = """
            apiVersion: v1
            kind: Service
            metadata:
              name: misspelled
            spec:
              ports:
                - port: 8080
                  targetPorts: http
            """;

    @ParameterizedTest
    @MethodSource("dev.agentkeys.deployment.Manifests#directories")
    void eachRendersAndIsLoadedStrictly(Path directory) {
        assertFalse(Manifests.of(directory).objects().isEmpty());
    }

    @Test
    void eachPlainFileIsLoadedStrictly() throws IOException {
        try (var files = Files.find(
                Manifests.DIRECTORY,
                4,
                (file, attributes) -> file.toString().endsWith(".yaml") && !file.endsWith("kustomization.yaml"))) {
            var loaded = files.map(file -> Manifests.load(file.toString(), Manifests.read(file)))
                    .toList();

            assertTrue(loaded.size() > 10, loaded::toString);
            loaded.forEach(manifests -> assertTrue(
                    manifests.objects().size() + manifests.ofOperators().size() > 0, manifests::toString));
        }
    }

    @Test
    void aMisspelledFieldIsRefused() {
        var refusal = assertThrows(RuntimeException.class, () -> Manifests.load("misspelled", MISSPELLED));

        assertTrue(String.valueOf(refusal.getMessage()).contains("targetPorts"), refusal::toString);
    }

    @Test
    void productionRunsTheImageThatTheDocumentationBuilds() {
        var image = "registry.example/agent-api-keys:" + Version.plain(Path.of(""));
        var values = Manifests.read(Manifests.DIRECTORY.resolve("overlays/prod/values.yaml"));

        assertTrue(values.contains("#image: " + image + "\n"), values);
        assertTrue(DocumentationPage.read("docs/kubernetes.md").text().contains(" -t " + image + " ."));
    }

    @Test
    void productionHasTheGivenValues() {
        assumeTrue(Manifests.KUBECTL, "kubectl is not installed");
        var production = Manifests.production();
        var image = "registry.example/agent-api-keys:" + Version.plain(Path.of(""));
        var service = production.service().getContainers().get(0);

        assertEquals(image, service.getImage());
        assertEquals(image, production.migration().getContainers().get(0).getImage());
        assertTrue(service.getEnv().stream()
                .anyMatch(variable -> variable.getName().equals("AGENTKEYS_PUBLIC_URL")
                        && variable.getValue().equals("https://agents.example")));
        assertEquals(List.of(), production.ofOperators());
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/prod", "examples/ingress"})
    void rendersNothingWithoutTheValuesAndNamesAMissingOne(String directory) throws IOException, InterruptedException {
        assumeTrue(Manifests.KUBECTL, "kubectl is not installed");
        var process = new ProcessBuilder("kubectl", "kustomize", "k8s/" + directory)
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertNotEquals(0, process.waitFor());
        assertTrue(output.contains("fieldPath `image` is missing for replacement source Values"), output);
        assertFalse(output.contains("kind: "), output);
    }

    @Test
    void exposesOnlyTheRouteToAgents() {
        var ingress = Manifests.of(Manifests.DIRECTORY.resolve("examples/ingress"))
                .one(V1Ingress.class, "agent-api-keys-webhooks")
                .getSpec();
        assertNull(ingress.getDefaultBackend());
        var exposed = ingress.getRules().stream()
                .flatMap(rule -> rule.getHttp().getPaths().stream())
                .map(path -> path.getPathType() + " " + path.getPath())
                .toList();
        assertEquals(List.of("Prefix /agents/forward/"), exposed);

        var route = Manifests.of(Manifests.DIRECTORY.resolve("examples/gateway-api")).ofOperators().stream()
                .filter(document -> document.get("kind").equals("HTTPRoute"))
                .map(document -> new Yaml().dump(document.get("spec")))
                .findFirst()
                .orElseThrow();
        assertTrue(route.contains("path: {type: PathPrefix, value: /agents/forward/}"), route);
        assertEquals(1, route.split("PathPrefix", -1).length - 1);
    }

    @Test
    void gitOpsToolsRecreateTheMigrationAndLeaveReplicasToTheAutoscaler() {
        assumeTrue(Manifests.KUBECTL, "kubectl is not installed");
        var manifests = Manifests.of(Manifests.DIRECTORY.resolve("examples/gitops"));
        var job = manifests.one(V1Job.class, "agent-api-keys-migration");

        assertNull(manifests.one(V1Deployment.class, "agent-api-keys").getSpec().getReplicas());
        assertEquals("Sync", job.getMetadata().getAnnotations().get("argocd.argoproj.io/hook"));
        assertEquals("enabled", job.getMetadata().getAnnotations().get("kustomize.toolkit.fluxcd.io/force"));
        assertNull(job.getSpec().getTtlSecondsAfterFinished());
    }

    @Test
    void prometheusScrapesTheManagementPortOfTheServicesPods() {
        var manifests = Manifests.of(Manifests.DIRECTORY.resolve("overlays/monitoring"));
        Map<String, Object> monitor = manifests.ofOperators().stream()
                .filter(document -> document.get("kind").equals("PodMonitor"))
                .findFirst()
                .orElseThrow();
        var spec = new Yaml().dump(monitor.get("spec"));

        assertTrue(spec.contains("port: management"), spec);
        assertTrue(spec.contains("path: /q/metrics"), spec);
        assertTrue(spec.contains("app.kubernetes.io/component: service"), spec);
        assertTrue(
                manifests.service().getContainers().get(0).getPorts().stream()
                        .map(port -> port.getName())
                        .collect(Collectors.toSet())
                        .contains("management"),
                "the pods have no port with the name management");
    }
}
