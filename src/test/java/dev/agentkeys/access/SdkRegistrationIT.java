package dev.agentkeys.access;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.OwnService;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Does what Agentex' SDK does, unmodified. At each start the SDK posts to {@code AGENTEX_BASE_URL} + {@code
 * /agents/register}. It sends the user and password of that URL as HTTP Basic, and needs a key in the answer.
 */
class SdkRegistrationIT {

    private static OwnService service;

    private final String name = "agent-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        service = StaticAccess.startWithOpenRegistration();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /**
     * The build registers the agent. The platform creates the agent's key and a Secret for it. Then pods start and
     * stop.
     */
    @Test
    void everyStartOfAPodWhoseUrlHasTheKeySucceeds() {
        String id = Agents.admin()
                .body(Map.of("name", name, "description", "Built"))
                .post("/agents/register-build")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .get("id");
        String key = Agents.admin()
                .body(Map.of("agent_id", id, "name", "pod", "api_key_type", "internal"))
                .post("/agent_api_keys")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .get("api_key");

        // The first start, a restart, and a restart of an agent that was given its id.
        start(withKey(key), Map.of())
                .statusCode(200)
                .body(at("id", equalTo(id)))
                .body(at("agent_api_key", equalTo(key)));
        start(withKey(key), Map.of()).statusCode(200).body(at("agent_api_key", equalTo(key)));
        start(withKey(key), Map.of("agent_id", id)).statusCode(200).body(at("agent_api_key", equalTo(key)));

        // Two replicas at once, each with a worker and a server in its pod.
        var keys = Concurrently.answersOf(4, () -> start(withKey(key), Map.of())
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .<String>get("agent_api_key"));
        assertEquals(List.of(key, key, key, key), new ArrayList<>(keys));

        // The SDK sends the key from its environment with its next requests.
        given().header("x-agent-api-key", key)
                .get("/agents/name/" + name)
                .then()
                .statusCode(200);
    }

    @Test
    void aPodOfAPreviewDeploymentStartsWithTheSameUrl() {
        String key = start(given(), Map.of()).extract().as(JsonAnswer.class).get("agent_api_key");

        start(withKey(key), Map.of("registration_metadata", Map.of("deployment_id", "preview")))
                .statusCode(200)
                .body(at("agent_api_key", equalTo(key)))
                .body(at("production_deployment_id", equalTo(null)));
    }

    @Test
    void aSecondKeyTakesOverAtTheNextStart() {
        var first = start(given(), Map.of()).extract().as(JsonAnswer.class);
        String key = first.getString("agent_api_key");
        String second = Agents.admin()
                .body(Map.of("agent_id", first.getString("id"), "name", "second", "api_key_type", "internal"))
                .post("/agent_api_keys")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .get("api_key");

        start(withKey(key), Map.of()).statusCode(200).body(at("agent_api_key", equalTo(second)));
        start(withKey(second), Map.of()).statusCode(200).body(at("agent_api_key", equalTo(second)));
    }

    /** The SDK prints the answer, so the answer tells the user what to do. */
    @Test
    void aStartWithoutTheKeyGetsOneOnceAndThenAnAnswerThatSaysWhatToDo() {
        start(given(), Map.of()).statusCode(200).body(at("agent_api_key", startsWith("agk_int_")));

        start(given(), Map.of())
                .statusCode(401)
                .body(at("message", containsString("AGENTEX_BASE_URL=http://" + name + ":<key>@")))
                .body(at("agent_api_key", equalTo(null)));
        start(given(), Map.of("registration_metadata", Map.of("deployment_id", "preview")))
                .statusCode(401);
    }

    private RequestSpecification withKey(String key) {
        return given().auth().preemptive().basic(name, key);
    }

    private ValidatableResponse start(RequestSpecification request, Map<String, Object> more) {
        var body = new HashMap<>(Api.registration(name));
        body.put("principal_context", null);
        body.put("registration_metadata", Map.of("agent_card", Map.of("protocol", "acp")));
        body.putAll(more);
        return request.contentType(ContentType.JSON)
                .body(body)
                .post("/agents/register")
                .then();
    }
}
