package dev.agentkeys.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Dockerfiles promise, as far as they can be read without an engine. */
class ContainerImageTest {

    private static final String JVM = "Dockerfile.jvm";
    private static final String NATIVE = "Dockerfile.native";
    private static final Pattern JAVA =
            Pattern.compile("ARG (BUILDER|RUNTIME)_IMAGE=eclipse-temurin:(\\d+)-(jdk|jre)-noble");
    private static final Path REPOSITORY = Path.of("");

    @Test
    void theImageOfTheJvmRecordsItsCacheAndStartsFromIt() {
        assertEquals(
                List.of(
                        "FROM ${RUNTIME_IMAGE}",
                        "WORKDIR /app",
                        "COPY --from=build --chown=0:0 /build/target/quarkus-app/lib lib",
                        "COPY --from=build --chown=0:0 /build/target/sbom.cdx.json /usr/share/sbom/agent-api-keys.cdx.json",
                        "COPY --from=build --chown=0:0 /build/target/quarkus-app/quarkus-run.jar ./",
                        "COPY --from=build --chown=0:0 /build/target/quarkus-app/quarkus quarkus",
                        "COPY --from=build --chown=0:0 /build/target/quarkus-app/app app",
                        "RUN [\"java\", \"-Xmx384m\", \"-XX:AOTCacheOutput=app.aot\", \"-Dquarkus.appcds.generate=true\","
                                + " \"-jar\", \"quarkus-run.jar\"]",
                        "USER 10001:10001",
                        "RUN [\"java\", \"-Xmx384m\", \"-XX:AOTMode=on\", \"-XX:AOTCache=app.aot\","
                                + " \"-Dquarkus.appcds.generate=true\", \"-jar\", \"quarkus-run.jar\"]",
                        "EXPOSE 8080 9000",
                        "ENTRYPOINT [\"java\", \"-XX:AOTCache=app.aot\", \"-XX:MaxRAMPercentage=60\","
                                + " \"-XX:MaxDirectMemorySize=96m\", \"-XX:+ExitOnOutOfMemoryError\","
                                + " \"-jar\", \"quarkus-run.jar\"]"),
                withoutLabels(JVM));
    }

    @Test
    void theNativeImageHoldsTheExecutable() {
        assertEquals(
                List.of(
                        "FROM ${RUNTIME_IMAGE}",
                        "WORKDIR /app",
                        "COPY --from=build --chown=0:0 /build/target/sbom.cdx.json /usr/share/sbom/agent-api-keys.cdx.json",
                        "COPY --from=build --chown=0:0 --chmod=0555 /build/target/agent-api-keys ./",
                        "USER 10001:10001",
                        "EXPOSE 8080 9000",
                        "ENTRYPOINT [\"./agent-api-keys\"]"),
                withoutLabels(NATIVE));
    }

    @Test
    void bothImagesOfTheJvmHaveTheSameJava() {
        var images = DockerfileText.instructions(JVM).stream()
                .map(JAVA::matcher)
                .filter(image -> image.matches())
                .map(image -> String.join(" ", image.group(1), image.group(2), image.group(3)))
                .toList();

        assertEquals(List.of("BUILDER 25 jdk", "RUNTIME 25 jre"), images);
    }

    @ParameterizedTest
    @ValueSource(strings = {JVM, NATIVE})
    void bothRunAsTheUserThatKubernetesRunsThemAs(String name) {
        var security = Manifests.production().service().getSecurityContext();
        var user = "USER " + security.getRunAsUser() + ":" + security.getRunAsGroup();

        assertTrue(DockerfileText.image(name).contains(user), user);
    }

    @ParameterizedTest
    @ValueSource(strings = {JVM, NATIVE})
    void bothSayWhatTheyAre(String name) {
        var labels = DockerfileText.image(name).stream()
                .filter(line -> line.startsWith("LABEL "))
                .collect(Collectors.joining());

        Stream.of("title", "description", "licenses", "version", "revision", "created")
                .forEach(label -> assertTrue(labels.contains("org.opencontainers.image." + label + "="), label));
    }

    @Test
    void theBuilderOfTheJvmsImageFetchesMavenAndPackagesForACache() {
        assertEquals(
                List.of(
                        "FROM ${BUILDER_IMAGE} AS build",
                        "RUN command -v curl || { apt-get update && apt-get install -y --no-install-recommends"
                                + " ca-certificates curl && rm -rf /var/lib/apt/lists/*; }",
                        "WORKDIR /build",
                        "COPY mvnw pom.xml ./",
                        "COPY .mvn .mvn",
                        "COPY src src",
                        "RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -ntp package quarkus:dependency-sbom -Daot"
                                + " -DskipTests -Dspotless.check.skip"),
                withoutArguments(DockerfileText.build(JVM)));
    }

    @Test
    void theBuilderOfTheNativeImageFetchesMavenAndMakesAnExecutable() {
        assertEquals(
                List.of(
                        "FROM ${BUILDER_IMAGE} AS build",
                        "USER 0",
                        "ENTRYPOINT []",
                        "RUN command -v curl || if command -v apk; then apk add --no-cache curl;"
                                + " else microdnf install -y curl && microdnf clean all; fi",
                        "WORKDIR /build",
                        "COPY mvnw pom.xml ./",
                        "COPY .mvn .mvn",
                        "COPY src src",
                        "RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -ntp package quarkus:dependency-sbom -Dnative"
                                + " -DskipTests -Dspotless.check.skip && mv target/*-runner target/agent-api-keys"),
                withoutArguments(DockerfileText.build(NATIVE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {JVM, NATIVE})
    void whatIsCopiedReachesTheEngineAndNothingElse(String name) throws IOException {
        var copied = new TreeSet<>(DockerfileText.copied(name));
        copied.forEach(path -> assertTrue(Files.exists(path) && reachesTheEngine(path), path::toString));

        try (var files = Files.list(REPOSITORY)) {
            assertEquals(
                    copied,
                    files.map(REPOSITORY::relativize)
                            .filter(ContainerImageTest::reachesTheEngine)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        assertTrue(reachesTheEngine(Path.of("src/main/java")));
        assertFalse(reachesTheEngine(Path.of("src/test/java")));
    }

    private static List<String> withoutArguments(List<String> instructions) {
        return instructions.stream().filter(line -> !line.startsWith("ARG ")).toList();
    }

    private static List<String> withoutLabels(String name) {
        return withoutArguments(DockerfileText.image(name)).stream()
                .filter(line -> !line.startsWith("LABEL "))
                .toList();
    }

    /** As .dockerignore says: the last of its lines that fits decides. */
    private static boolean reachesTheEngine(Path path) {
        var reaches = true;
        for (var line : Manifests.read(Path.of(".dockerignore")).lines().toList()) {
            var pattern = line.startsWith("!") ? line.substring(1) : line;
            if (!pattern.startsWith("#") && (pattern.equals("*") || path.startsWith(pattern))) {
                reaches = line.startsWith("!");
            }
        }
        return reaches;
    }
}
