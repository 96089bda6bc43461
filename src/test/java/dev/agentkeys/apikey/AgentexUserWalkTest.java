package dev.agentkeys.apikey;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Walks through docs/tutorial.md: what a user of Agentex does with an agent and its keys, from the first request to the
 * last.
 */
@QuarkusTest
class AgentexUserWalkTest {

    private static final String KEY_NAME = "ci/deploy";

    @Test
    void seesAnAgentAndItsKeysFromTheirBeginningToTheirEnd() {
        var agent = registerAgent();

        var key = createsAKey(agent);
        isRefusedTheSameNameTwice(agent);
        getsEveryViolationAtOnce(agent);
        listsTheKeys(agent, key);
        readsTheKeyByItsName(agent, key);
        setsUpAWebhook(agent);
        deletesTheKey(agent);
        deletesTheAgent(agent);
    }

    private static CreatedKey createsAKey(RegisteredAgent agent) {
        var answer = createKey(Map.of("agent_name", agent.name(), "name", KEY_NAME))
                .then()
                .statusCode(200)
                .body(at("agent_id", equalTo(agent.id())))
                .body(at("name", equalTo(KEY_NAME)))
                .body(at("api_key_type", equalTo("external")))
                .body(at("api_key", matchesPattern("agk_ext_[0-9A-Za-z]{49}")))
                .extract()
                .as(JsonAnswer.class);
        return new CreatedKey(answer.getString("id"), answer.getString("api_key"));
    }

    private static void isRefusedTheSameNameTwice(RegisteredAgent agent) {
        createKey(Map.of("agent_name", agent.name(), "name", KEY_NAME))
                .then()
                .statusCode(409)
                .body(at(
                        "message",
                        equalTo("external agent API key 'ci/deploy' already exists for agent ID " + agent.id() + ".")));
    }

    private static void getsEveryViolationAtOnce(RegisteredAgent agent) {
        createKey(Map.of("agent_name", agent.name(), "name", "", "api_key_type", "gitlab"))
                .then()
                .statusCode(422)
                .body(at("detail.loc", containsInAnyOrder(contains("body", "name"), contains("body", "api_key_type"))))
                .body(at("detail.type", containsInAnyOrder("string_too_short", "enum")));
    }

    private static void listsTheKeys(RegisteredAgent agent, CreatedKey key) {
        of(agent)
                .get("/agent_api_keys")
                .then()
                .statusCode(200)
                .body(at("name", contains(agent.name() + "-api-key", KEY_NAME)))
                .body(at("api_key_type", contains("internal", "external")))
                .body(not(containsString(agent.internalKey())))
                .body(not(containsString(key.value())));
    }

    private static void readsTheKeyByItsName(RegisteredAgent agent, CreatedKey key) {
        of(agent)
                .get("/agent_api_keys/name/{name}", KEY_NAME)
                .then()
                .statusCode(200)
                .body(at("id", equalTo(key.id())))
                .body(at("name", equalTo(KEY_NAME)));
    }

    private static void setsUpAWebhook(RegisteredAgent agent) {
        var request = Map.of(
                "agent_name", agent.name(),
                "name", "octo/hello",
                "forward_path", "issues",
                "base_url", "https://agents.example");

        json(request)
                .post("/agent_api_keys/webhook-trigger")
                .then()
                .statusCode(200)
                .body(at("source", equalTo("github")))
                .body(at("secret", matchesPattern("agk_gh_[0-9A-Za-z]{49}")))
                .body(at(
                        "webhook_url",
                        equalTo("https://agents.example/agents/forward/name/" + agent.name() + "/issues")));
    }

    private static void deletesTheKey(RegisteredAgent agent) {
        of(agent)
                .delete("/agent_api_keys/name/{name}", KEY_NAME)
                .then()
                .statusCode(200)
                .body(equalTo("\"Agent api_key 'ci/deploy' deleted\""));
        of(agent)
                .get("/agent_api_keys/name/{name}", KEY_NAME)
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Agent api_key not found.")));
        of(agent).get("/agent_api_keys").then().statusCode(200).body(at("", hasSize(2)));
    }

    private static void deletesTheAgent(RegisteredAgent agent) {
        given().delete("/agents/name/{name}", agent.name())
                .then()
                .statusCode(200)
                .body(at("id", equalTo(agent.id())));
        of(agent)
                .get("/agent_api_keys")
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Agent " + agent.name() + " not found")));
    }

    private static RequestSpecification of(RegisteredAgent agent) {
        return given().queryParam("agent_name", agent.name());
    }

    private record CreatedKey(String id, String value) {}
}
