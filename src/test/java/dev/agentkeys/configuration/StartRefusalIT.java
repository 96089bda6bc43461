package dev.agentkeys.configuration;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Production refuses to start without a usable database and a usable key ring. It does so at once, names the variable
 * to set, and prints no secret. This test shows each kind of refusal once, with a process. {@code
 * DatabaseRequiredTest}, {@code KeyMaterialProducerTest}, {@code KeyRingTest}, {@code DatabaseUrlTest} and {@code
 * FileVariablesTest} show which settings are refused.
 */
class StartRefusalIT {

    /** Nothing listens on port 1. A service that gets as far as connecting to the database waits for it. */
    private static final String UNREACHABLE = "postgresql://agentkeys@127.0.0.1:1/agentkeys";

    private static final String CANARY = "canary5secret";

    @Test
    void saysThatTheKeyRingIsMalformedBeforeItAsksTheDatabase() {
        var output = outputOfRefusal(Map.of("DATABASE_URL", UNREACHABLE, "AGENTKEYS_KEY_RING", "k1:" + CANARY + "!"));

        assertTrue(output.contains("AGENTKEYS_KEY_RING cannot be used"), output);
        assertFalse(output.contains("Waiting"), output);
        assertFalse(output.contains(CANARY), output);
    }

    @Test
    void saysThatTheDatabaseUrlIsMalformed() {
        var output = outputOfRefusal(Map.of(
                "DATABASE_URL",
                "postgresql://agentkeys:" + CANARY + "@127.0.0.1:99999/agentkeys",
                "AGENTKEYS_KEY_RING",
                PackagedApplication.KEY_RING));

        assertTrue(output.contains("DATABASE_URL cannot be used"), output);
        assertFalse(output.contains(CANARY), output);
    }

    @Test
    void saysThatTheDatabaseDoesNotAnswer() {
        var output = outputOfRefusal(Map.of(
                "DATABASE_URL",
                UNREACHABLE.replace("@", ":" + CANARY + "@"),
                "AGENTKEYS_KEY_RING",
                PackagedApplication.KEY_RING,
                "AGENTKEYS_DATABASE_START_TIMEOUT",
                "1s"));

        assertTrue(output.contains("The database cannot be used: Connection to 127.0.0.1:1 refused."), output);
        assertFalse(output.contains(CANARY), output);
    }

    @Test
    void stopsWhenToldToWhileItWaitsForTheDatabase() {
        try (var service = ServiceProcess.launch(
                Map.of("DATABASE_URL", UNREACHABLE, "AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING))) {
            service.awaitOutput("Waiting up to 60 s for the database");
            long start = System.nanoTime();
            service.terminate();
            service.awaitExit();

            assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 20);
        }
    }

    @Test
    void saysThatTheServerHasNoSuchDatabaseInsteadOfWaitingForIt() {
        try (var database = OwnDatabase.create()) {
            var output = outputOfRefusal(Map.of(
                    "DATABASE_URL",
                    database.url() + "-of-somebody-else",
                    "AGENTKEYS_KEY_RING",
                    PackagedApplication.KEY_RING));

            assertTrue(output.contains("\"" + database.name() + "-of-somebody-else\" does not exist"), output);
            assertFalse(output.contains("Waiting"), output);
        }
    }

    @Test
    void readsBothFromFiles(@TempDir Path secrets) throws IOException {
        try (var database = OwnDatabase.migrated()) {
            var url = Files.writeString(secrets.resolve("url"), database.url() + "\n");
            var keyRing = Files.writeString(secrets.resolve("ring"), PackagedApplication.KEY_RING + "\n");

            try (var service = ServiceProcess.start(
                    Map.of("DATABASE_URL_FILE", url.toString(), "AGENTKEYS_KEY_RING_FILE", keyRing.toString()))) {
                assertTrue(service.isAlive());
            }
        }
    }

    private static String outputOfRefusal(Map<String, String> environment) {
        try (var service = ServiceProcess.launch(environment)) {
            assertNotEquals(0, service.awaitExit());
            var output = service.output();
            assertFalse(output.contains("Listening on"), output);
            assertFalse(service.wroteStackTrace(), output);
            return output;
        }
    }
}
