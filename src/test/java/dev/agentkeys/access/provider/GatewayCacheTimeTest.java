package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.CHECK;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.agentkeys.testsupport.AuthProviderResource;
import dev.agentkeys.testsupport.AuthProviderServer;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the auth provider withdraws counts once the time is over that a yes is remembered for. */
@QuarkusTest
@WithTestResource(
        value = AuthProviderResource.class,
        initArgs = @ResourceArg(name = "agentkeys.access.gateway.cache-time", value = "200ms"))
class GatewayCacheTimeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    AuthProviderServer provider;

    @BeforeEach
    void befriend() {
        provider.reset();
    }

    @Test
    void aPermissionThatIsWithdrawnEnds() {
        var agent = registerAgent();
        read(agent.id(), 200);

        provider.answer(CHECK, status(403));
        await().atMost(PATIENCE).untilAsserted(() -> read(agent.id(), 404));
    }

    @Test
    void aCredentialThatIsWithdrawnEnds() {
        var agent = registerAgent();
        read(agent.id(), 200);

        provider.answer(AUTHN, status(401));
        await().atMost(PATIENCE).untilAsserted(() -> read(agent.id(), 401));
    }

    private static void read(String agentId, int expected) {
        given().get("/agents/{id}", agentId).then().statusCode(expected);
    }
}
