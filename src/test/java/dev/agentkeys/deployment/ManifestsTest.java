package dev.agentkeys.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.packaging.Version;
import dev.agentkeys.testsupport.DocumentationPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Everything under {@code k8s/} renders, and holds no field that Kubernetes does not know. */
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
    void productionIsTheImageThatTheDocumentationBuilds() {
        var version = Version.plain(Path.of(""));
        Map<String, Object> production =
                new Yaml().load(Manifests.read(Manifests.DIRECTORY.resolve("overlays/prod/kustomization.yaml")));

        assertEquals(
                List.of(Map.of(
                        "name", "agent-api-keys", "newName", "registry.example/agent-api-keys", "newTag", version)),
                production.get("images"));
        assertTrue(DocumentationPage.read("docs/kubernetes.md")
                .text()
                .contains(" -t registry.example/agent-api-keys:" + version + " ."));
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
                "The pods have no such port");
    }
}
