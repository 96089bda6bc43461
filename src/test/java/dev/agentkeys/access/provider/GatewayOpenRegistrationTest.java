package dev.agentkeys.access.provider;

import static dev.agentkeys.access.provider.BriefCacheAndOpenRegistration.PER_ADDRESS;
import static dev.agentkeys.access.provider.BriefCacheAndOpenRegistration.PER_CREDENTIAL;
import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.HttpClientConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * With open registration and an auth provider, the service asks the provider first. A caller that the provider does not
 * know is anonymous.
 */
@QuarkusTest
@WithTestResource(BriefCacheAndOpenRegistration.class)
class GatewayOpenRegistrationTest {

    AuthProviderServer provider;

    @BeforeEach
    void befriend() {
        provider.reset();
    }

    @Test
    void aCallerThatTheProviderKnowsOwnsWhatItRegisters() {
        String id = register(given().header("X-User-Of-The-Proxy", "u"))
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .get("id");

        assertTrue(provider.registered().contains("agent " + id));
        given().header("X-User-Of-The-Proxy", "u").get("/agents").then().statusCode(200);
    }

    @Test
    void aCallerThatTheProviderDoesNotKnowCanOnlyRegister() {
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

    /**
     * All agents from one image send the same headers. So no limit counts these headers, and only the limit per address
     * applies.
     */
    @Test
    void limitsCallersWithoutCredentialsByAddressAlone() {
        provider.answer(AUTHN, status(401));
        int answered = 0;
        while (answered <= PER_ADDRESS && register(fromElsewhere()).extract().statusCode() == 200) {
            answered++;
        }

        assertTrue(answered > PER_CREDENTIAL && answered <= PER_ADDRESS, "after " + answered);
        register(fromElsewhere()).statusCode(429);
    }

    /** A request from an address of this machine that no other test uses. */
    private static RequestSpecification fromElsewhere() {
        var address = new InetSocketAddress("127.0.0.2", 0).getAddress();
        return given().config(RestAssured.config()
                .httpClient(HttpClientConfig.httpClientConfig().setParam("http.route.local-address", address)));
    }

    private static ValidatableResponse register(RequestSpecification request) {
        return request.contentType(ContentType.JSON)
                .body(Api.registration("agent-" + UUID.randomUUID()))
                .post("/agents/register")
                .then();
    }
}
