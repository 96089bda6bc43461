package dev.agentkeys.packaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.agentkeys.testsupport.ServiceProcess;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unpacked zip runs in any directory, also through a link to its program. */
class DistributionIT {

    @Test
    void runsWhereItIsUnpacked(@TempDir Path directory) throws IOException, InterruptedException {
        assumeFalse(ServiceProcess.isNative(), "The zip is of the package for Java");
        var home = unpack(directory);
        for (var file : new String[] {
            "sql/roles.sql",
            "systemd/agent-api-keys.service",
            "systemd/agent-api-keys.env",
            "docs/production.md",
            "LICENSE"
        }) {
            assertTrue(Files.exists(home.resolve(file)), file);
        }
        var link = Files.createSymbolicLink(directory.resolve("linked"), home.resolve("bin/agent-api-keys"));

        var builder = new ProcessBuilder(link.toString(), "keyring", "new", "--id", "k7")
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().retainAll(Set.of("PATH"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertEquals(0, process.waitFor(), output);
        assertTrue(output.matches("k7:[A-Za-z0-9+/=]{44}\\R"), "The output is more than a key");
    }

    private static Path unpack(Path directory) throws IOException {
        try (var zip = FileSystems.newFileSystem(zip(), Map.of("enablePosixFileAttributes", true));
                var files = Files.walk(zip.getPath("/"))) {
            for (var file : files.toList()) {
                var target = directory.resolve(file.toString().substring(1));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                    Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
                }
            }
        }
        try (var homes = Files.list(directory)) {
            var home = homes.findFirst().orElseThrow();
            assertEquals(
                    "rwxr-xr-x",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("bin/agent-api-keys"))));
            return home;
        }
    }

    private static Path zip() throws IOException {
        try (var files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.toString().endsWith("-dist.zip"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
