package dev.agentkeys.access.provider;

import static dev.agentkeys.testsupport.AuthProviderServer.AUTHN;
import static dev.agentkeys.testsupport.AuthProviderServer.CHECK;
import static dev.agentkeys.testsupport.AuthProviderServer.status;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.AuthProviderServer;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.ServiceWithAuthProvider;
import io.restassured.RestAssured;
import io.restassured.config.HttpClientConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * An auth provider with open registration, a low limit of failed attempts, and permissions that are remembered for a
 * moment. One process has all three settings, because each process costs a start.
 */
class GatewaySettingsIT {

    /** How many failed attempts may come from one address. */
    private static final int PER_ADDRESS = 30;

    /** How many failed attempts may come with one credential. */
    private static final int PER_CREDENTIAL = 3;

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static AuthProviderServer provider;
    private static ServiceWithAuthProvider service;

    @BeforeAll
    static void start() {
        service = ServiceWithAuthProvider.start(Map.of(
                "agentkeys.access.open-registration",
                "true",
                "agentkeys.access.failures.per-address",
                Integer.toString(PER_ADDRESS),
                "agentkeys.access.failures.per-credential",
                Integer.toString(PER_CREDENTIAL),
                "agentkeys.access.gateway.cache-time",
                "200ms"));
        provider = service.provider();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void befriend() {
        provider.reset();
    }

    private static ValidatableResponse register(RequestSpecification request) {
        return request.contentType(ContentType.JSON)
                .body(Api.registration("agent-" + UUID.randomUUID()))
                .post("/agents/register")
                .then();
    }

    /**
     * When the auth provider withdraws a permission or a credential, the service refuses the caller as soon as the time
     * of the cache is over.
     */
    @Nested
    class CacheTime {

        /** A caller that no other test uses. */
        private final String credential = "key-" + UUID.randomUUID();

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
            return register(call()).extract().as(JsonAnswer.class).get("id");
        }

        private void read(String agentId, int expected) {
            call().get("/agents/{id}", agentId).then().statusCode(expected);
        }

        private RequestSpecification call() {
            return given().header("X-API-Key", credential);
        }
    }

    /**
     * With open registration and an auth provider, the service asks the provider first. A caller that the provider does
     * not know is anonymous.
     */
    @Nested
    class OpenRegistration {

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
            while (answered <= PER_ADDRESS
                    && register(fromElsewhere()).extract().statusCode() == 200) {
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
    }
}
