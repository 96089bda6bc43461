package dev.agentkeys.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One command cuts a release. The release has one version in every file. */
class ReleaseTest {

    private static final Path HERE = Path.of("");
    private static final List<String> COPIED = List.of(
            "pom.xml", "CHANGELOG.md", ".ci", "docker", "k8s", "docs", "src/main/resources/META-INF/openapi.yaml");

    @TempDir
    private Path copy;

    @BeforeEach
    void copyTheRepository() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/git")), "git is not installed");
        for (var path : COPIED) {
            try (var files = Files.walk(Path.of(path))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    Files.createDirectories(copy.resolve(file).getParent());
                    Files.copy(file, copy.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        Files.writeString(copy.resolve("CHANGELOG.md"), """
                # Changelog

                ## [Unreleased]

                ### Added

                - A thing.

                ## [0.0.9] - 2026-01-01

                - An older thing.
                """);
        git("init", "-q", "-b", "main");
        git("add", "-A");
        git("commit", "-qm", "All");
    }

    @Test
    void everyFileHasTheVersionOfThePom() {
        assertEquals(Version.expectedElsewhere(HERE), Version.elsewhere(HERE));
    }

    @Test
    void aReleaseHasItsVersionEverywhereAndTheNextOneBegins() throws IOException {
        run(0, ".ci/release", "98.7.6", "98.8.0");

        assertEquals("98.8.0-SNAPSHOT", Version.ofThePom(copy));
        assertEquals(Version.expectedElsewhere(copy), Version.elsewhere(copy));
        assertEquals("98.8.0\n", run(0, ".ci/version"));
        git("checkout", "-q", "v98.7.6");
        assertEquals("98.7.6", Version.ofThePom(copy));
        assertEquals(Version.expectedElsewhere(copy), Version.elsewhere(copy));
        assertEquals("98.7.6\n", run(0, ".ci/version"));
        assertEquals(
                "### Added\n\n- A thing.", run(0, ".ci/release-notes", "98.7.6").strip());
        assertTrue(Files.readString(copy.resolve("CHANGELOG.md")).contains("## [Unreleased]\n\n## [98.7.6] - 2"));
    }

    @Test
    void refusesAReleaseOfUncommittedFilesOrWithoutNews() throws IOException {
        Files.writeString(copy.resolve("pom.xml"), "<!-- -->", StandardOpenOption.APPEND);
        assertTrue(run(1, ".ci/release", "98.7.6", "98.8.0").contains("not committed"));

        git("checkout", "-q", "pom.xml");
        run(0, ".ci/release", "98.7.6", "98.8.0");
        assertTrue(run(1, ".ci/release", "98.7.6", "98.8.0").contains("v98.7.6 exists"));
        assertTrue(run(1, ".ci/release", "98.8.0", "98.9.0").contains("nothing new"));
        assertTrue(run(2, ".ci/release", "v98.8.0", "98.9.0").contains("not of the form"));
    }

    private void git(String... arguments) throws IOException {
        run(0, Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new));
    }

    private String run(int exitCode, String... command) throws IOException {
        var builder = new ProcessBuilder(command).directory(copy.toFile()).redirectErrorStream(true);
        if (!command[0].equals("git")) {
            builder.command().set(0, copy.resolve(command[0]).toString());
        }
        for (var who : List.of("GIT_AUTHOR", "GIT_COMMITTER")) {
            builder.environment().put(who + "_NAME", "test");
            builder.environment().put(who + "_EMAIL", "test@example.com");
        }
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        try {
            var process = builder.start();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertEquals(exitCode, process.waitFor(), output);
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
