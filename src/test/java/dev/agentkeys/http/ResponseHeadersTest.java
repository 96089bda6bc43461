package dev.agentkeys.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No answer lets a browser guess the content type, and no answer names the software of the server. */
@QuarkusTest
class ResponseHeadersTest {

    @ParameterizedTest
    @CsvSource({
        "/agents, 200",
        "/agents?limit=0, 422",
        "/agents/no-such-agent, 404",
        "/agent_api_keys, 400",
        "/no-such-route, 404",
        "/agents/%2e%2e/agents, 400",
        "/health, 200",
        "/healthz, 200",
        "/readyz, 200",
        "/openapi.json, 200",
        "/swagger/, 200",
    })
    void namesNoServerAndForbidsGuessingTheType(String path, int status) {
        check(given().urlEncodingEnabled(false).get(path), status);
    }

    @Test
    void hasTheSameHeadersIfABodyOrAMethodIsRefused() {
        check(given().put("/agents"), 405);
        check(given().contentType("text/plain").body("{}").post("/agent_api_keys"), 415);
        check(given().contentType("application/json").body("{").post("/agent_api_keys"), 422);
        check(
                given().contentType("application/json")
                        .body(Map.of("name", "n".repeat(70_000)))
                        .post("/agent_api_keys"),
                413);
    }

    private static void check(Response answer, int status) {
        answer.then()
                .statusCode(status)
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("Server", nullValue());
    }
}
