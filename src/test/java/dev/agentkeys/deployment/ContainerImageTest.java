package dev.agentkeys.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What the files under {@code docker/} promise, as far as they can be read without an engine. */
class ContainerImageTest {

    private static final Path DOCKER = Path.of("docker");

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void bothRunAsTheUserThatKubernetesRunsThemAs(String name) {
        var security = Manifests.production().service().getSecurityContext();
        var user = "USER " + security.getRunAsUser() + ":" + security.getRunAsGroup();

        assertTrue(lastStage(name).contains("\n" + user + "\n"), user);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void bothSayWhatTheyAreAndWhatIsInThem(String name) {
        var stage = lastStage(name);

        List.of("title", "description", "licenses", "version", "revision", "created")
                .forEach(label -> assertTrue(stage.contains("org.opencontainers.image." + label + "="), label));
        assertTrue(stage.contains(" /build/target/sbom.cdx.json /usr/share/sbom/"), stage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void bothExposeThePortsThatKubernetesKnows(String name) {
        assertTrue(lastStage(name).contains("EXPOSE 8080 9000\n"));
    }

    @Test
    void theJvmStartsFromTheCacheThatItsBuildRecorded() {
        var file = Manifests.read(DOCKER.resolve("Dockerfile.jvm"));

        assertTrue(Pattern.compile("mvnw .*package .*-Daot").matcher(file).find());
        assertTrue(file.contains("/build/target/quarkus-app/app.aot ./"));
        assertTrue(lastStage("Dockerfile.jvm").contains("ENTRYPOINT [\"java\", \"-XX:AOTCache=app.aot\","));
    }

    @Test
    void theCompositionIsWholeAndListensOnThisMachineOnly() {
        var services = composition();
        var service = services.get("agent-api-keys");

        assertEquals(List.of("127.0.0.1:8080:8080"), service.get("ports"));
        assertEquals("postgres:18", services.get("postgres").get("image"));
        assertTrue(
                service.containsKey("healthcheck") && services.get("postgres").containsKey("healthcheck"));
        assertEquals(true, service.get("read_only"));
        assertEquals(Map.of("postgres", Map.of("condition", "service_healthy")), service.get("depends_on"));
    }

    @Test
    void theCompositionHoldsNoSecret() {
        composition().values().stream()
                .filter(service -> service.get("environment") != null)
                .flatMap(service -> ((Map<?, ?>) service.get("environment"))
                        .keySet().stream().map(String::valueOf))
                .forEach(name -> assertFalse(
                        name.matches(".*(URL|RING|TOKENS|PASSWORD)") && !name.equals("AGENTKEYS_PUBLIC_URL"), name));
    }

    private static Map<String, Map<String, Object>> composition() {
        Map<String, Map<String, Map<String, Object>>> composition =
                new Yaml().load(Manifests.read(DOCKER.resolve("compose.yaml")));
        return composition.get("services");
    }

    private static String lastStage(String name) {
        var file = Manifests.read(DOCKER.resolve(name));
        return file.substring(file.lastIndexOf("\nFROM "));
    }
}
