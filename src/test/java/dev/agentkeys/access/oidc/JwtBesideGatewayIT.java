package dev.agentkeys.access.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.TokenIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The service refuses a bad JWT, also if the auth provider accepts every caller. */
class JwtBesideGatewayIT {

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void doesNotShowABadJwtToTheAuthProvider() throws IOException {
        var provider = letInEverybody();
        try (var database = OwnDatabase.migrated();
                var issuer = TokenIssuer.start();
                var service = ServiceProcess.start(Map.of(
                        "DATABASE_URL",
                        database.url(),
                        "AGENTKEYS_KEY_RING",
                        PackagedApplication.KEY_RING,
                        "AGENTKEYS_ACCESS_MODE",
                        "gateway,oidc",
                        "AGENTEX_AUTH_URL",
                        "http://127.0.0.1:" + provider.getAddress().getPort(),
                        "QUARKUS_OIDC_AUTH_SERVER_URL",
                        issuer.url(),
                        "AGENTKEYS_ACCESS_OIDC_UNKNOWN_KEY_INTERVAL",
                        "300ms",
                        "QUARKUS_OIDC_TOKEN_AUDIENCE",
                        TokenIssuer.AUDIENCE))) {
            var bad = BadTokens.of(issuer.key(), issuer.claims("agents:read"));
            var opaque = bad.remove("no JWT at all");

            bad.forEach((name, token) -> assertEquals(
                    401, service.client().withToken(token).get("/agents").statusCode(), name));
            assertEquals(0, asked.get());

            assertEquals(200, service.client().withToken(opaque).get("/agents").statusCode());
            assertEquals(
                    200,
                    service.client()
                            .withToken(issuer.token("agents:read"))
                            .get("/agents")
                            .statusCode());
        } finally {
            provider.stop(0);
        }
    }

    private HttpServer letInEverybody() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                asked.incrementAndGet();
                var yes = "{\"unscoped\":true}".getBytes(UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, yes.length);
                exchange.getResponseBody().write(yes);
            }
        });
        server.start();
        return server;
    }
}
