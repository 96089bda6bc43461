package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.CHECK;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * When the auth provider withdraws a permission or a credential, the service refuses the caller as soon as the time of
 * the cache is over.
 */
@QuarkusTest
@WithTestResource(BriefCacheAndOpenRegistration.class)
class GatewayCacheTimeTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    AuthProviderServer provider;

    /** A caller that no other test uses. */
    private final String credential = "key-" + UUID.randomUUID();

    @BeforeEach
    void befriend() {
        provider.reset();
    }

    @Test
    void aPermissionThatIsWithdrawnEnds() {
        var agentId = registerAgent();
        read(agentId, 200);

        provider.answer(CHECK, status(403));
        await().atMost(TIMEOUT).untilAsserted(() -> read(agentId, 404));
    }

    @Test
    void aCredentialThatIsWithdrawnEnds() {
        var agentId = registerAgent();
        read(agentId, 200);

        provider.answer(AUTHN, status(401));
        await().atMost(TIMEOUT).untilAsserted(() -> read(agentId, 401));
    }

    private String registerAgent() {
        return call().contentType(ContentType.JSON)
                .body(Api.registration("agent-" + UUID.randomUUID()))
                .post("/agents/register")
                .as(JsonAnswer.class)
                .get("id");
    }

    private void read(String agentId, int expected) {
        call().get("/agents/{id}", agentId).then().statusCode(expected);
    }

    private RequestSpecification call() {
        return given().header("X-API-Key", credential);
    }
}
