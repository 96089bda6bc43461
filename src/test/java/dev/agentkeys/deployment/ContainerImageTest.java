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

/** Checks the promises of the Dockerfiles that can be checked by reading them, without a container engine. */
class ContainerImageTest {

    private static final String JVM = "Dockerfile.jvm";
    private static final String NATIVE = "Dockerfile.native";
    private static final Pattern JAVA =
            Pattern.compile("ARG (BUILDER|RUNTIME)_IMAGE=eclipse-temurin:(\\d+)-(jdk|jre)-noble");
    private static final Pattern FIRST_HEAP = Pattern.compile("-Xms\\d+m");
    private static final Path REPOSITORY = Path.of("");

    @Test
    void theImageOfTheJvmStartsFromTheCacheThatItsBuildRecordedAndTried() {
        var image = DockerfileText.image(JVM);
        var recording = "-XX:AOTCacheOutput=app.aot";
        var trial = "\"-XX:AOTMode=on\", \"-XX:AOTCache=app.aot\"";

        assertEquals(1, image.stream().filter(line -> line.contains(recording)).count());
        assertEquals(1, image.stream().filter(line -> line.contains(trial)).count());
        assertTrue(
                image.stream().anyMatch(line -> line.startsWith("ENTRYPOINT [\"java\", \"-XX:AOTCache=app.aot\", ")),
                image::toString);
    }

    /** The JVM loads the objects of the cache into its first heap, and ends if they do not fit. */
    @Test
    void theHeapBeginsWithTheSizeWithWhichTheCacheWasTried() {
        var trial = DockerfileText.image(JVM).stream()
                .filter(line -> line.contains("-XX:AOTMode=on"))
                .findFirst()
                .orElseThrow();

        assertEquals(firstHeap(trial), firstHeap(entryPoint(JVM)));
    }

    private static String firstHeap(String line) {
        return FIRST_HEAP
                .matcher(line)
                .results()
                .map(option -> option.group())
                .findFirst()
                .orElseThrow();
    }

    /** A native executable refuses an option of the JVM, and does not start. */
    @Test
    void eachImageBoundsItsMemoryByTheOptionsOfItsKind() {
        var jvm = entryPoint(JVM);
        var executable = entryPoint(NATIVE);

        assertTrue(jvm.contains("\"-XX:MaxRAMPercentage=60\""), jvm);
        assertTrue(executable.contains("\"-XX:MaximumHeapSizePercent=60\""), executable);
        assertFalse(executable.contains("MaxRAMPercentage"), executable);
        for (var image : List.of(jvm, executable)) {
            assertTrue(image.contains("\"-XX:MaxDirectMemorySize=96m\""), image);
            assertTrue(image.contains("\"-XX:+ExitOnOutOfMemoryError\""), image);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {JVM, NATIVE})
    void rootOwnsTheCopiedFilesSoThatTheServiceCannotWriteThem(String name) {
        var copies = DockerfileText.image(name).stream()
                .filter(line -> line.startsWith("COPY "))
                .toList();

        assertFalse(copies.isEmpty());
        copies.forEach(line -> assertTrue(line.contains(" --chown=0:0 "), line));
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
    void runsAsTheUserOfTheManifests(String name) {
        var security = Manifests.production().service().getSecurityContext();
        var user = "USER " + security.getRunAsUser() + ":" + security.getRunAsGroup();

        assertTrue(DockerfileText.image(name).contains(user), user);
    }

    @ParameterizedTest
    @ValueSource(strings = {JVM, NATIVE})
    void hasLabelsThatDescribeIt(String name) {
        var labels = DockerfileText.image(name).stream()
                .filter(line -> line.startsWith("LABEL "))
                .collect(Collectors.joining());

        Stream.of("title", "description", "licenses", "version", "revision", "created")
                .forEach(label -> assertTrue(labels.contains("org.opencontainers.image." + label + "="), label));
    }

    @ParameterizedTest
    @ValueSource(strings = {JVM, NATIVE})
    void theBuildContextHasTheCopiedFilesAndNoOthers(String name) throws IOException {
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

    private static String entryPoint(String name) {
        return DockerfileText.image(name).stream()
                .filter(line -> line.startsWith("ENTRYPOINT "))
                .collect(Collectors.joining());
    }

    /** Applies .dockerignore: the last line that matches decides. */
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
