package dev.agentkeys.http.filter;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of only the configured origins may call the service from a browser. */
@QuarkusTest
class CrossOriginTest {

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "DELETE"})
    void answersThePreflightOfAConfiguredOrigin(String method) {
        given().header("Origin", "https://ui.example")
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", "content-type,x-agent-api-key")
                .options("/agent_api_keys/x")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", equalTo("https://ui.example"))
                .header("Access-Control-Allow-Methods", containsString(method));
    }

    @Test
    void letsNoOtherOriginReadAnAnswer() {
        given().header("Origin", "https://evil.example")
                .get("/agents")
                .then()
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    void givesTheIdOfARefusedRequest() {
        given().header("Origin", "https://evil.example")
                .header("X-Request-Id", "mine")
                .get("/agents")
                .then()
                .statusCode(403)
                .header("X-Request-Id", equalTo("mine"));
    }

    @Test
    void letsPagesReadTheIdOfTheirRequest() {
        given().header("Origin", "https://ui.example")
                .get("/agents")
                .then()
                .statusCode(200)
                .header("Access-Control-Expose-Headers", containsString("X-Request-Id"));
    }

    @Test
    void letsAConfiguredOriginReadTheAnswersOfAgents() {
        given().header("Origin", "https://ui.example")
                .get("/agents/forward/name/nobody/x")
                .then()
                .statusCode(404)
                .header("Access-Control-Allow-Origin", equalTo("https://ui.example"));
    }
}
