package dev.agentkeys.configuration;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Production refuses to start without a usable database and a usable key ring. It does so at once, names the variable
 * to set, and prints no secret. This test shows each kind of refusal once, with a process. {@code
 * DatabaseRequiredTest}, {@code DatabaseAtStartTest}, {@code KeyMaterialProducerTest}, {@code KeyRingTest}, {@code
 * DatabaseUrlTest} and {@code FileVariablesTest} show what is refused.
 */
class StartRefusalIT {

    /** Nothing listens on port 1. A service that gets as far as connecting to the database waits for it. */
    private static final String UNREACHABLE = "postgresql://agentkeys@127.0.0.1:1/agentkeys";

    private static final String CANARY = "canary5secret";

    /** It has settings of OIDC, and another mode. It waits longer than a test does. */
    private static ServiceProcess waiting;

    @BeforeAll
    static void startToWait() {
        waiting = ServiceProcess.launch(Map.of(
                "DATABASE_URL",
                UNREACHABLE,
                "AGENTKEYS_KEY_RING",
                PackagedApplication.KEY_RING,
                "AGENTKEYS_DATABASE_START_TIMEOUT",
                "1h",
                "AGENTKEYS_ACCESS_MODE",
                "static",
                "AGENTKEYS_ACCESS_TOKENS",
                "admin:" + "0".repeat(64) + ":keys:read",
                "QUARKUS_OIDC_AUTH_SERVER_URL",
                "http://127.0.0.1:1",
                "QUARKUS_OIDC_TOKEN_AUDIENCE",
                "agent-api-keys"));
        waiting.awaitOutput("Waiting up to 3600 s for the database");
    }

    @AfterAll
    static void stop() {
        waiting.close();
    }

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
        waiting.terminate();
        waiting.awaitExit();
    }

    @Test
    void startsNothingOfOidcWithoutItsMode() {
        assertFalse(waiting.output().toLowerCase(Locale.ROOT).contains("oidc"), waiting::output);
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
