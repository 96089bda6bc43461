package dev.agentkeys.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.ServiceProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs the step of the image's build that records a start, on this machine. */
class RecordedStartIT {

    private static final Path SCRIPT = Path.of("src/main/docker/record-start").toAbsolutePath();
    private static final int FIRST_WITH_AOT_CACHE = 25;

    @Test
    @EnabledOnOs(OS.LINUX)
    void recordsAStartAndLeavesNothingElse(@TempDir Path directory) throws IOException, InterruptedException {
        assumeFalse(ServiceProcess.isNative(), "A native executable needs no record");
        var cache = directory.resolve("cache");
        var temporary = Files.createDirectory(directory.resolve("tmp"));
        var option = Runtime.version().feature() < FIRST_WITH_AOT_CACHE
                ? "-XX:ArchiveClassesAtExit="
                : "-XX:AOTCacheOutput=";

        var output = directory.resolve("output");
        var builder = new ProcessBuilder(
                        List.of(SCRIPT.toString(), postgresql().toString(), option + cache, "-Xms32m", "-Xmx384m"))
                .directory(Path.of("target/quarkus-app").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().retainAll(Set.of("HOME"));
        builder.environment()
                .put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
        builder.environment().put("TMPDIR", temporary.toString());
        builder.environment().put("RECORD_PORT", String.valueOf(freePorts()));
        // The user that runs PostgreSQL reaches its folder through these folders.
        for (var folder : List.of(directory, temporary)) {
            assertTrue(folder.toFile().setExecutable(true, false));
        }

        assertEquals(0, builder.start().waitFor(), () -> read(output));
        assertTrue(Files.size(cache) > 1_000_000, () -> read(output));
        try (var left = Files.list(temporary)) {
            assertFalse(left.anyMatch(path -> path.getFileName().toString().startsWith("tmp.")));
        }
    }

    /** The folder of the programs from which the tests' server runs. */
    private static Path postgresql() {
        try (var database = OwnDatabase.create()) {
            return Path.of(database.query("select setting from pg_config where name = 'BINDIR'")
                            .get(0))
                    .getParent();
        }
    }

    /**
     * The first of three free ports. They are below 30,000, because the system gives such ports to no test that asks
     * for any free port.
     */
    private static int freePorts() {
        return IntStream.iterate(20_000, first -> first < 30_000, first -> first + 3)
                .filter(first -> IntStream.range(first, first + 3).allMatch(RecordedStartIT::isFree))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
