package dev.agentkeys.access.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.access.Digests;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.TokenIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The issuer is not reachable, or does not answer, when the service starts. The service lets no caller in with a JWT,
 * and keeps running.
 */
class AbsentIssuerIT {

    private static OwnDatabase database;

    @BeforeAll
    static void start() {
        database = OwnDatabase.migrated();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void startsWithoutTheIssuerAndIsUnavailableUntilItIsThereAndOthersComeInMeanwhile() {
        var issuer = TokenIssuer.start();
        issuer.close();
        var tokens = Map.of(
                "AGENTKEYS_ACCESS_MODE",
                "static,oidc",
                "AGENTKEYS_ACCESS_TOKENS",
                "admin:" + Digests.sha256Hex("opaque") + ":agents:read");

        try (var service = start(issuer.url(), tokens)) {
            var client = service.client().withToken(issuer.token("agents:read"));
            for (int i = 0; i < 3; i++) {
                var answer = client.get("/agents");
                assertEquals(503, answer.statusCode(), answer::body);
                assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
            }
            assertEquals(401, service.client().withToken("a.b.c").get("/agents").statusCode());
            assertEquals(
                    200, service.client().withToken("opaque").get("/agents").statusCode());
            assertEquals(401, service.client().withToken("wrong").get("/agents").statusCode());
            assertEquals(200, service.client().get("/readyz").statusCode());
            assertTrue(service.isAlive());

            issuer.startAgain();
            assertEquals(200, client.get("/agents").statusCode());
        } finally {
            issuer.close();
        }
    }

    @Test
    void doesNotWaitForAnIssuerThatIsSilent() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var issuer = TokenIssuer.start();
                var service = start(
                        "http://127.0.0.1:" + silent.getLocalPort(),
                        Map.of("AGENTKEYS_ACCESS_OIDC_TIMEOUT", "500ms", "QUARKUS_OIDC_CONNECTION_TIMEOUT", "1S"))) {
            var answer = service.client().withToken(issuer.token("agents:read")).get("/agents");

            assertEquals(503, answer.statusCode(), answer::body);
        }
    }

    private static ServiceProcess start(String issuer, Map<String, String> more) {
        var environment = new HashMap<String, String>();
        environment.put("DATABASE_URL", database.url());
        environment.put("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
        environment.put("AGENTKEYS_ACCESS_MODE", "oidc");
        environment.put("QUARKUS_OIDC_AUTH_SERVER_URL", issuer);
        environment.put("QUARKUS_OIDC_TOKEN_AUDIENCE", TokenIssuer.AUDIENCE);
        environment.put("AGENTKEYS_ACCESS_OIDC_UNKNOWN_KEY_INTERVAL", "300ms");
        environment.putAll(more);
        return ServiceProcess.start(environment);
    }
}
