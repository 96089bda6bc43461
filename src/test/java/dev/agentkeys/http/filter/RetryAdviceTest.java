package dev.agentkeys.http.filter;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.agentkeys.testsupport.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Some clients retry by themselves. The answer tells them if a retry cannot help. */
@QuarkusTest
class RetryAdviceTest {

    @Test
    void aPermanentRefusalSaysThatARetryCannotHelp() {
        var agent = Api.registerAgent();
        var key = Map.of("agent_id", agent.id(), "name", "ci");
        createKey(key).then().statusCode(200).header("x-should-retry", nullValue());

        refused(409, createKey(key));
        refused(400, createKey(Map.of("name", "ci")));
        refused(404, given().get("/agents/" + UUID.randomUUID()));
        refused(404, given().get("/no-such-route"));
        refused(405, given().put("/agents"));
        refused(413, json("x".repeat(70_000)).post("/agent_api_keys"));
        refused(415, given().contentType("text/plain").body("{}").post("/agent_api_keys"));
        refused(422, json("{}").post("/agent_api_keys"));
    }

    /** The agent itself decides what its answers say about retries. */
    @Test
    void addsNoAdviceToAnswersOfAgents() {
        given().get("/agents/forward/name/of-nobody/x").then().header("x-should-retry", nullValue());
    }

    private static void refused(int status, Response answer) {
        answer.then()
                .statusCode(status)
                .header("x-should-retry", equalTo("false"))
                .header("Retry-After", nullValue());
    }
}
