package dev.agentkeys.forwarding;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller of an agent is let in with a key of that agent, and with no other key. */
@QuarkusTest
class CallAuthenticationTest {

    private static final String MISSING = "Missing authentication for forward request.";

    private static AgentServer server;

    private RegisteredAgent agent;

    @BeforeAll
    static void start() {
        server = new AgentServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void register() {
        agent = server.register();
    }

    @Test
    void letsExternalAndInternalKeysOfTheAgentIn() {
        var external = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("api_key");

        for (var key : List.of(external, agent.internalKey())) {
            call(agent.name(), key).statusCode(200);
        }
    }

    @Test
    void refusesARequestWithoutCredential() {
        given().get("/agents/forward/name/{name}/x", agent.name())
                .then()
                .statusCode(403)
                .contentType("application/json")
                .body(equalTo("{\"detail\":\"" + MISSING + "\"}"));
        given().header("Authorization", "Bearer something")
                .body("x")
                .post("/agents/forward/name/{name}/x", agent.name())
                .then()
                .statusCode(403)
                .body(at("detail", equalTo(MISSING)));
    }

    @Test
    void refusesUnknownMisspeltDeletedAndOtherAgentsKeysAlike() {
        var deleted = createKey(Map.of("agent_id", agent.id(), "name", "gone")).as(JsonAnswer.class);
        given().delete("/agent_api_keys/{id}", deleted.getString("id"));
        var signing = createKey(Map.of("agent_id", agent.id(), "name", "octo/hello", "api_key_type", "github"))
                .as(JsonAnswer.class)
                .<String>get("api_key");
        var others = server.register().internalKey();

        for (var key : List.of("unknown", "agk_ext_misspelt", deleted.getString("api_key"), signing, others)) {
            call(agent.name(), key)
                    .statusCode(401)
                    .header("WWW-Authenticate", notNullValue())
                    .body(equalTo("{\"detail\":\"Invalid API key for agent ID " + agent.id() + ".\"}"));
        }
    }

    @Test
    void letsTheFirstCredentialDecide() {
        given().header("X-Agent-API-Key", "no good")
                .header("Authorization", "AgentKey " + agent.internalKey())
                .header("X-Hub-Signature-256", "sha256=00")
                .header("X-Slack-Signature", "v0=00")
                .get("/agents/forward/name/{name}/x", agent.name())
                .then()
                .statusCode(401)
                .body(at("detail", equalTo("Invalid API key for agent ID " + agent.id() + ".")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Agent-API-Key", "X-Hub-Signature-256", "X-Slack-Signature", "X-Other"})
    void refusesAnUnknownAgent(String header) {
        for (var name : List.of("nobody-" + agent.name(), "No Agent's name", "a\u0000b", "x".repeat(300))) {
            given().header(header, "something")
                    .body("{}")
                    .post("/agents/forward/name/{name}/x", name)
                    .then()
                    .statusCode(404)
                    .body(at("detail", equalTo("Agent " + name + " not found or has no ACP URL.")));
        }
    }

    @Test
    void refusesADeletedAgent() {
        given().delete("/agents/{id}", agent.id());

        call(agent.name(), agent.internalKey())
                .statusCode(404)
                .body(at("detail", equalTo("Agent " + agent.name() + " not found or has no ACP URL.")));
    }

    @Test
    void refusesAnAgentWithoutUrl() {
        var name = "built-" + agent.name();
        Api.json(Map.of("name", name, "description", "Not deployed yet"))
                .post("/agents/register-build")
                .then()
                .statusCode(200);
        var key = createKey(Map.of("agent_name", name, "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("api_key");

        call(name, key).statusCode(404).body(at("detail", equalTo("Agent " + name + " not found or has no ACP URL.")));
    }

    private static ValidatableResponse call(String agentName, String key) {
        return given().header("X-Agent-API-Key", key)
                .get("/agents/forward/name/{name}/x", agentName)
                .then();
    }
}
