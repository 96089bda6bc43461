package dev.agentkeys.access;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.GuardedService;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.SharedProcesses;
import io.restassured.RestAssured;
import io.restassured.config.HttpClientConfig;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A client that presents bad credentials too often has to wait. A client that presents a good token does not have to
 * wait.
 */
@ExtendWith(SharedProcesses.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailedAttemptsIT {

    private static final int PER_CREDENTIAL = GuardedService.PER_CREDENTIAL;
    private static final int PER_ADDRESS = GuardedService.PER_ADDRESS;

    /** An address of this machine that no other test uses. */
    private static final String ADDRESS = "127.0.0.5";

    private static String goodKey;

    @BeforeAll
    static void start(GuardedService shared) {}

    @Test
    @Order(0)
    void acceptsAGoodKeyBeforeTheFailedAttempts() {
        goodKey = admin().registerAgent().internalKey();
        assertEquals(404, statusWithKey(goodKey));
    }

    @Test
    @Order(1)
    void limitsHowOftenOneBadCredentialIsChecked() {
        for (int i = 0; i < PER_CREDENTIAL; i++) {
            assertEquals(401, statusWith("the-same"));
        }
        assertEquals(429, statusWith("the-same"));
        assertEquals(401, statusWith("another"));
    }

    @Test
    @Order(2)
    void limitsHowManyBadCredentialsComeFromOneAddress() {
        int refused = 0;
        for (int i = 0; i < 2 * PER_ADDRESS && refused == 0; i++) {
            refused = statusWith("guess-" + i) == 429 ? i : 0;
        }
        client().header("Authorization", "Bearer yet-another-guess")
                .get("/agents")
                .then()
                .statusCode(429)
                .header("Retry-After", matchesPattern("[1-9][0-9]*"))
                .body(at("message", equalTo("Too many failed attempts.")))
                .body(at("code", equalTo(429)));
        client().header("X-Agent-API-Key", "guess").get("/agents").then().statusCode(429);
        client().header("X-Agent-API-Key", "guess")
                .get("/agent_api_keys/self")
                .then()
                .statusCode(429);
    }

    @Test
    @Order(3)
    void acceptsAGoodTokenFromALimitedAddress() {
        client().header("Authorization", "Bearer guess").get("/agents").then().statusCode(429);
        client().header("Authorization", "Bearer " + GuardedService.ADMIN)
                .get("/agents")
                .then()
                .statusCode(200);
    }

    @Test
    @Order(4)
    void acceptsAKeyThatWasGoodShortlyBeforeFromALimitedAddress() {
        assertEquals(429, statusWithKey(goodKey + "x"));
        assertEquals(404, statusWithKey(goodKey));
        // The service has not seen this key before, so it cannot tell the key from a guess.
        assertEquals(429, statusWithKey(admin().registerAgent().internalKey()));
    }

    @Test
    @Order(5)
    void ignoresHeadersThatNameAnotherClientAddress() {
        client().header("Authorization", "Bearer guess")
                .header("X-Forwarded-For", "192.0.2.1")
                .header("Forwarded", "for=192.0.2.1")
                .get("/agents")
                .then()
                .statusCode(429);
    }

    @Test
    @Order(6)
    void answers401ToACallerWithoutCredentials() {
        client().get("/agents").then().statusCode(401);
    }

    @Test
    @Order(7)
    void countsRegistrationsOfRunningAgentsWithoutProof() {
        var running = Api.registration("agent-" + UUID.randomUUID());
        assertEquals(200, statusOfRegistration("127.0.0.2", running));

        for (int i = 0; i < PER_ADDRESS; i++) {
            assertEquals(401, statusOfRegistration("127.0.0.2", running));
        }

        assertEquals(429, statusOfRegistration("127.0.0.2", running));
        assertEquals(429, statusOfRegistration("127.0.0.2", Api.registration("agent-" + UUID.randomUUID())));
        assertEquals(401, statusOfRegistration("127.0.0.3", running));
        assertEquals(200, statusOfRegistration("127.0.0.3", Api.registration("agent-" + UUID.randomUUID())));
    }

    @Test
    @Order(8)
    void countsRegistrationsUnderGuessedIds() {
        var guess = Api.registration("agent-" + UUID.randomUUID());

        for (int i = 0; i < PER_ADDRESS; i++) {
            guess.put("agent_id", UUID.randomUUID().toString());
            assertEquals(404, statusOfRegistration("127.0.0.4", guess));
        }

        assertEquals(429, statusOfRegistration("127.0.0.4", guess));
    }

    /** The status of a registration without credentials from that address of this machine. */
    private static int statusOfRegistration(String from, Map<String, Object> registration) {
        return client(from)
                .contentType(ContentType.JSON)
                .body(registration)
                .post("/agents/register")
                .statusCode();
    }

    /** The status of a request with that key. With a good key it finds no agent, and is answered 404. */
    private static int statusWithKey(String key) {
        return client().header("X-Agent-API-Key", key)
                .get("/agent_api_keys?agent_name=another")
                .statusCode();
    }

    private static int statusWith(String token) {
        return client().header("Authorization", "Bearer " + token)
                .get("/agents")
                .statusCode();
    }

    private static ServiceClient admin() {
        return Api.client().withToken(GuardedService.ADMIN);
    }

    private static RequestSpecification client() {
        return client(ADDRESS);
    }

    /** A request from that address of this machine. */
    private static RequestSpecification client(String from) {
        var address = new InetSocketAddress(from, 0).getAddress();
        return given().config(RestAssured.config()
                .httpClient(HttpClientConfig.httpClientConfig().setParam("http.route.local-address", address)));
    }
}
