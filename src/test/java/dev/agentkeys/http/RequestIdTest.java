package dev.agentkeys.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer has the id of its request. */
@QuarkusTest
class RequestIdTest {

    private static final String GENERATED = "[0-9a-f]{32}";

    @ParameterizedTest
    @ValueSource(strings = {"a", "0af7651916cd43dd8448eb211c80319c", "01a208dc-54c0-76ad-a298-84780384948b", "A.b_c-9"})
    void keepsTheIdThatTheCallerGave(String id) {
        given().header("X-Request-Id", id)
                .get("/healthz")
                .then()
                .statusCode(200)
                .header("X-Request-Id", equalTo(id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\"b", "{a}", "a;b", "a/b", "a%0Ab", "\u00e4"})
    void replacesAnInvalidId(String id) {
        given().header("X-Request-Id", id)
                .get("/healthz")
                .then()
                .statusCode(200)
                .header("X-Request-Id", matchesPattern(GENERATED));
    }

    @Test
    void replacesAnIdOfMoreThan128Characters() {
        var longest = "x".repeat(128);
        given().header("X-Request-Id", longest).get("/healthz").then().header("X-Request-Id", equalTo(longest));
        given().header("X-Request-Id", longest + "x")
                .get("/healthz")
                .then()
                .header("X-Request-Id", matchesPattern(GENERATED));
    }

    @Test
    void givesEachRequestAnotherId() {
        var one = given().get("/healthz").header("X-Request-Id");
        var other = given().get("/healthz").header("X-Request-Id");

        assertTrue(one.matches(GENERATED), one);
        assertNotEquals(one, other);
    }

    @ParameterizedTest
    @CsvSource({
        "200, GET, /agents",
        "404, GET, /nowhere",
        "404, GET, /agent_api_keys/nowhere",
        "405, PATCH, /agents",
        "422, GET, /agents?limit=0",
        "400, GET, /agent_api_keys/name/a;b",
        "401, GET, /agent_api_keys/authorize",
        "401, PURGE, /agent_api_keys/authorize/any/where",
        "200, GET, /openapi.json",
        "200, GET, /healthz"
    })
    void isInEveryAnswer(int status, String method, String path) {
        given().urlEncodingEnabled(false)
                .header("X-Request-Id", "mine")
                .request(method, path)
                .then()
                .statusCode(status)
                .header("X-Request-Id", equalTo("mine"));
    }

    @Test
    void isInTheAnswerToABodyThatIsTooLarge() {
        given().header("X-Request-Id", "mine")
                .contentType("application/json")
                .body(" ".repeat(64 * 1024 + 1))
                .post("/agent_api_keys")
                .then()
                .statusCode(413)
                .header("X-Request-Id", equalTo("mine"));
    }

    @Test
    void isInTheAnswerToAKeyThatWasCreated() {
        var agent = Api.registerAgent();
        given().header("X-Request-Id", "mine")
                .contentType("application/json")
                .body("{\"name\": \"ci\", \"agent_id\": \"" + agent.id() + "\"}")
                .post("/agent_api_keys")
                .then()
                .statusCode(200)
                .header("X-Request-Id", equalTo("mine"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS *", "GET nowhere", "GET http://localhost/nowhere"})
    void isInTheAnswerToATargetWithoutARoute(String methodAndTarget) throws IOException {
        try (var socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            var request =
                    methodAndTarget + " HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: mine\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertEquals(
                    1,
                    answer.lines()
                            .filter("x-request-id: mine"::equalsIgnoreCase)
                            .count(),
                    answer);
        }
    }
}
