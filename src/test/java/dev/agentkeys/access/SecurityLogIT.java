package dev.agentkeys.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each refusal is one line that says who, what, why and which request, and never holds a credential. */
class SecurityLogIT {

    private static final String CANARY = "canary-credential-7f3a";

    @Test
    void writesALineForEachRefusalAndNoCredential() {
        try (var database = OwnPostgres.start();
                var service = ServiceProcess.start(Map.of(
                        "DATABASE_URL",
                        database.url(),
                        "AGENTKEYS_KEY_RING",
                        PackagedApplication.KEY_RING,
                        "AGENTKEYS_ACCESS_MODE",
                        "static",
                        "AGENTKEYS_ACCESS_TOKENS",
                        StaticAccess.entry("reader", "reads-" + CANARY, Role.KEYS_READ)))) {
            assertEquals(401, get(service, "no-credentials-1"));
            assertEquals(401, get(service, "bad-token-1", "Authorization", "Bearer " + CANARY));
            assertEquals(401, get(service, "bad-key-1", "X-Agent-API-Key", CANARY));
            assertEquals(403, get(service, "missing-role-1", "Authorization", "Bearer reads-" + CANARY));

            service.awaitOutput("missing-role-1");
            var output = service.output();
            assertLine(output, "nobody", "no-credentials", "no-credentials-1");
            assertLine(output, "unknown", "bad-credentials", "bad-token-1");
            assertLine(output, "unknown", "bad-credentials", "bad-key-1");
            assertLine(output, "static:reader", "missing-role", "missing-role-1");
            assertFalse(output.contains(CANARY), output);
        }
    }

    private static void assertLine(String output, String who, String outcome, String requestId) {
        var refusals = output.lines()
                .filter(line -> line.contains("Refused: ") && line.contains("request=" + requestId))
                .map(line -> line.replace("\\\"", "\""))
                .toList();
        assertEquals(1, refusals.size(), output);
        assertTrue(
                refusals.get(0)
                        .contains("who=" + who + " what=\"GET /agents\" outcome=" + outcome + " address=127.0.0.1"),
                refusals.get(0));
    }

    private static int get(ServiceProcess service, String requestId, String... headers) {
        var all = Stream.concat(Stream.of("X-Request-Id", requestId), Stream.of(headers));
        return service.client()
                .get("/agents?secret=" + CANARY, all.toArray(String[]::new))
                .statusCode();
    }
}
