package dev.agentkeys.access.oidc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.access.Reach;
import dev.agentkeys.testsupport.TokenIssuer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Verifies projected tokens of Kubernetes' ServiceAccounts with the keys that the API server publishes. */
class ServiceAccountUrlIT extends JwtPromises {

    private final TokenIssuer apiServer = TokenIssuer.start();

    @AfterAll
    void stopApiServer() {
        apiServer.close();
    }

    @Override
    Map<String, String> environment() {
        return Map.of(
                "QUARKUS_OIDC_JWKS_CACHE_TIME_TO_LIVE",
                "1S",
                "QUARKUS_OIDC_JWKS_CLEAN_UP_TIMER_INTERVAL",
                "100MS",
                "QUARKUS_OIDC_AUTH_SERVER_URL",
                apiServer.url(),
                "QUARKUS_OIDC_DISCOVERY_ENABLED",
                "false",
                "QUARKUS_OIDC_JWKS_PATH",
                "/keys",
                "QUARKUS_OIDC_TOKEN_ISSUER",
                ServiceAccounts.ISSUER,
                "QUARKUS_OIDC_ROLES_ROLE_CLAIM_PATH",
                "sub",
                "AGENTKEYS_ACCESS_OIDC_ROLE_MAPPING",
                ServiceAccounts.MAPPING);
    }

    @Override
    String token(String... roles) {
        return apiServer.key().sign(ServiceAccounts.claims(roles));
    }

    @Override
    Map<String, String> badTokens() {
        return BadTokens.of(apiServer.key(), ServiceAccounts.claims("agents:read"));
    }

    @Test
    void forgetsAKeyThatIsPublishedNoLonger() {
        var former = token("agents:read");
        assertEquals(200, as(former).get("/agents").statusCode());

        apiServer.changeKey();

        await().until(() -> as(former).get("/agents").statusCode() == 401);
        assertEquals(200, as(token("agents:read")).get("/agents").statusCode());
    }

    @Test
    void aMappingSaysAllThereIsToRoles() {
        var claims = ServiceAccounts.claims();
        claims.put("sub", "agents:read");
        claims.put("groups", "agents:read");

        assertEquals(Reach.ofOnly("none"), Reach.of(as(apiServer.key().sign(claims))));
    }
}
