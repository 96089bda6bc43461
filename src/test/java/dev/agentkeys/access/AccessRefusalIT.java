package dev.agentkeys.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Production refuses to start when the configuration does not say who may call, lets no caller in, or lets too many in.
 * It does so before it connects to the database. The message names the variable to set, and prints no digest. This test
 * shows each kind of refusal once, with a process. {@code AccessCheckTest}, {@code AccessModeTest}, {@code
 * StaticTokenTest}, {@code AuthProviderAddressTest}, {@code JwksFileTest} and {@code OidcCheckTest} show which settings
 * are refused.
 */
class AccessRefusalIT {

    /** Nothing listens on port 1. A service that gets as far as connecting to the database waits for it. */
    private static final String UNREACHABLE = "postgresql://agentkeys@127.0.0.1:1/agentkeys";

    private static final Pattern OFFERED_LINES =
            Pattern.compile("^ *((?:TOKEN|export AGENTKEYS_ACCESS_[A-Z]+)=.*)$", Pattern.MULTILINE);

    @Test
    void startsWithTheThreeLinesItOffers() throws IOException, InterruptedException {
        var refusal = outputOfRefusal(Map.of("AGENTKEYS_ACCESS_MODE", ""));
        assertTrue(refusal.contains("No access mode is configured"), refusal);
        var offered = OFFERED_LINES
                .matcher(refusal)
                .results()
                .map(line -> line.group(1))
                .toList();
        assertEquals(3, offered.size(), refusal);
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")) && Files.isExecutable(Path.of("/usr/bin/openssl")));
        var lines = String.join("\n", offered);
        var values =
                bash(lines + "\nprintf '%s\\n' \"$TOKEN\" \"$AGENTKEYS_ACCESS_MODE\" \"$AGENTKEYS_ACCESS_TOKENS\"");

        try (var database = OwnDatabase.migrated();
                var service = ServiceProcess.start(Map.of(
                        "DATABASE_URL",
                        database.url(),
                        "AGENTKEYS_KEY_RING",
                        PackagedApplication.KEY_RING,
                        "AGENTKEYS_ACCESS_MODE",
                        values[1],
                        "AGENTKEYS_ACCESS_TOKENS",
                        values[2]))) {
            assertEquals(401, service.client().get("/agents").statusCode());
            var client = service.client().withToken(values[0]);
            Role.ALL.forEach(role ->
                    assertEquals(Reach.ofOnly(role).get(role), Reach.of(client).get(role), role));
        }
    }

    @Test
    void saysWhatModeOidcLacks() {
        var output = outputOfRefusal(Map.of("AGENTKEYS_ACCESS_MODE", "oidc"));

        assertTrue(output.contains("QUARKUS_OIDC_AUTH_SERVER_URL"), output);
    }

    private static String outputOfRefusal(Map<String, String> environment) {
        try (var service = ServiceProcess.launch(environment(environment))) {
            assertNotEquals(0, service.awaitExit());
            var output = service.output();
            assertFalse(output.contains("Listening on"), output);
            assertFalse(output.contains("Waiting"), output);
            assertFalse(output.contains("OIDC Server is not available"), output);
            assertFalse(output.contains("\tat "), output);
            return output;
        }
    }

    private static Map<String, String> environment(Map<String, String> access) {
        var environment = new HashMap<>(access);
        environment.put("DATABASE_URL", UNREACHABLE);
        environment.put("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
        return environment;
    }

    private static String[] bash(String script) throws IOException, InterruptedException {
        var bash = new ProcessBuilder("/bin/bash", "-euc", script)
                .redirectErrorStream(true)
                .start();
        var output = new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), output);
        return output.split("\n");
    }
}
