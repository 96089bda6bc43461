package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.AuthProviderResource;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Open registration beside an auth provider: the service asks it first, and a caller that it does not know is anonymous. */
@QuarkusTest
@WithTestResource(
        value = AuthProviderResource.class,
        initArgs = {
            @ResourceArg(name = "agentkeys.access.open-registration", value = "true"),
            @ResourceArg(name = "agentkeys.access.failures.per-address", value = "30"),
            @ResourceArg(name = "agentkeys.access.failures.per-credential", value = "3")
        })
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayOpenRegistrationTest {

    AuthProviderServer provider;

    @BeforeEach
    void befriend() {
        provider.reset();
    }

    @Test
    void whomTheProviderKnowsOwnsWhatItRegisters() {
        String id = register(given().header("X-User-Of-The-Proxy", "u"))
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .get("id");

        assertTrue(provider.registered().contains("agent " + id));
        given().header("X-User-Of-The-Proxy", "u").get("/agents").then().statusCode(200);
    }

    @Test
    void whomItDoesNotKnowRegistersAndDoesNothingElse() {
        provider.answer(AUTHN, status(401));

        register(given()).statusCode(200).body(at("agent_api_key", startsWith("agk_int_")));
        assertEquals(List.of(), provider.registered());
        given().get("/agents").then().statusCode(401);
    }

    @Test
    void aCookieThatTheProviderDoesNotKnowIsABadCredential() {
        provider.answer(AUTHN, status(401));

        register(given().header("Cookie", "session=of-nobody")).statusCode(401);
        register(given().header("X-API-Key", "")).statusCode(200);
    }

    @Test
    void noCallerRegistersWhileTheProviderIsAway() {
        provider.answer(AUTHN, AuthProviderServer.cut());

        register(given()).statusCode(503);
    }

    /** As many as share an image send the same headers, so that no number of them is too many but from one address. */
    @Test
    @Order(Integer.MAX_VALUE)
    void whoHasNoCredentialIsLimitedByAddressAlone() {
        provider.answer(AUTHN, status(401));
        int answered = 0;
        while (answered < 100 && register(given()).extract().statusCode() == 200) {
            answered++;
        }

        assertTrue(answered > 3 && answered <= 30, "after " + answered);
        register(given()).statusCode(429);
    }

    private static ValidatableResponse register(RequestSpecification request) {
        return request.contentType(ContentType.JSON)
                .body(Api.registration("agent-" + UUID.randomUUID()))
                .post("/agents/register")
                .then();
    }
}
