package dev.agentkeys.access.oidc;

import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.GatewayService;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import dev.agentkeys.testsupport.SharedProcesses;
import dev.agentkeys.testsupport.TokenIssuer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * JWTs depend on their issuer alone, and other credentials do not depend on it. The service starts before the issuer.
 * It refuses a bad JWT, also if the auth provider accepts every caller.
 */
@ExtendWith(SharedProcesses.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JwtBesideGatewayIT {

    private static AuthProviderServer provider;
    private static TokenIssuer issuer;
    private static ServiceProcess service;

    @BeforeAll
    static void start(GatewayService shared) {
        provider = shared.provider();
        issuer = shared.issuer();
        service = shared.service().process();
    }

    @BeforeEach
    void befriend() {
        provider.reset();
    }

    @Test
    @Order(0)
    void answers503ToJwtsUntilTheIssuerIsThereAndAcceptsOtherCredentialsMeanwhile() {
        var client = service.client().withToken(issuer.token("agents:read"));
        for (int i = 0; i < 3; i++) {
            var answer = client.get("/agents");
            assertEquals(503, answer.statusCode(), answer::body);
            assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
        }
        assertEquals(401, statusWith("a.b.c"));
        assertEquals(200, statusWith(ServiceWithAuthProvider.STATIC_TOKEN));
        assertEquals(List.of(), provider.calls(AUTHN));
        provider.answer(AUTHN, status(401));
        assertEquals(401, statusWith("wrong"));
        assertEquals(200, service.client().get("/readyz").statusCode());
        assertTrue(service.isAlive());

        issuer.startAgain();
        assertEquals(200, client.get("/agents").statusCode());
    }

    @Test
    @Order(1)
    void doesNotShowABadJwtToTheAuthProvider() {
        var bad = BadTokens.of(issuer.key(), issuer.claims("agents:read"));
        var opaque = bad.remove("no JWT at all");

        bad.forEach((name, token) -> assertEquals(401, statusWith(token), name));
        assertEquals(List.of(), provider.calls(AUTHN));

        assertEquals(200, statusWith(opaque));
        assertEquals(200, statusWith(issuer.token("agents:read")));
    }

    private static int statusWith(String token) {
        return service.client().withToken(token).get("/agents").statusCode();
    }
}
