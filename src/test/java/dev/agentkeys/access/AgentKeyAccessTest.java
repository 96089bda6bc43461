package dev.agentkeys.access;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An agent's internal key gives access to that agent and its keys. The agent cannot tell other agents and their keys
 * from missing ones.
 */
@QuarkusTest
@TestProfile(StaticAccess.class)
class AgentKeyAccessTest {

    private RegisteredAgent agent;
    private RegisteredAgent other;

    @BeforeEach
    void registerTwo() {
        agent = Agents.register();
        other = Agents.register();
    }

    @Test
    void refusesAnAgentsKeyAsABearerToken() {
        var key = agent.internalKey();

        given().header("Authorization", "Bearer " + key)
                .get("/agent_api_keys?agent_id=" + agent.id())
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("error=\"invalid_token\""));
        given().header("Authorization", "AgentKey " + key)
                .get("/agent_api_keys?agent_id=" + agent.id())
                .then()
                .statusCode(401);
    }

    @Test
    void anAgentManagesItsOwnKeys() {
        var id = as(agent)
                .body(Map.of("agent_name", agent.name(), "name", "own"))
                .post("/agent_api_keys")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .<String>get("id");

        as(agent)
                .get("/agent_api_keys?agent_id=" + agent.id())
                .then()
                .statusCode(200)
                .body(at("name", contains(agent.name() + "-api-key", "own")));
        as(agent).get("/agent_api_keys/" + id).then().statusCode(200);
        as(agent)
                .get("/agent_api_keys/name/own?agent_name=" + agent.name())
                .then()
                .statusCode(200);
        as(agent)
                .body(Map.of("agent_name", agent.name(), "name", "octo/hello", "forward_path", "issues"))
                .post("/agent_api_keys/webhook-trigger")
                .then()
                .statusCode(200);
        as(agent)
                .body(Map.of("enabled", true))
                .patch("/agent_api_keys/" + id)
                .then()
                .statusCode(200);
        as(agent)
                .body(Map.of())
                .post("/agent_api_keys/" + id + "/rotate")
                .then()
                .statusCode(200);
        as(agent)
                .body(Map.of())
                .post("/agent_api_keys/" + id + "/revoke")
                .then()
                .statusCode(200);
        as(agent).delete("/agent_api_keys/" + id).then().statusCode(200);
        as(agent)
                .urlEncodingEnabled(false)
                .delete("/agent_api_keys/name/octo%2Fhello?api_key_type=github&agent_id=" + agent.id())
                .then()
                .statusCode(200);
    }

    @Test
    void anAgentCannotTellAnotherAgentFromAMissingOne() {
        Agents.keyOf(other, "theirs");
        var body = Map.of("name", "intruder");
        var missing = UUID.randomUUID().toString();

        assertAlike(
                missing,
                as(agent).get("/agent_api_keys?agent_id=" + missing),
                other.id(),
                as(agent).get("/agent_api_keys?agent_id=" + other.id()));
        assertAlike(
                missing,
                as(agent).get("/agent_api_keys?agent_name=" + missing),
                other.name(),
                as(agent).get("/agent_api_keys?agent_name=" + other.name()));
        assertAlike(
                missing,
                as(agent).get("/agent_api_keys/name/theirs?agent_id=" + missing),
                other.id(),
                as(agent).get("/agent_api_keys/name/theirs?agent_id=" + other.id()));
        assertAlike(
                missing,
                as(agent).delete("/agent_api_keys/name/theirs?agent_id=" + missing),
                other.id(),
                as(agent).delete("/agent_api_keys/name/theirs?agent_id=" + other.id()));
        assertAlike(
                missing,
                as(agent).body(with(body, "agent_id", missing)).post("/agent_api_keys"),
                other.id(),
                as(agent).body(with(body, "agent_id", other.id())).post("/agent_api_keys"));
        assertAlike(
                missing,
                as(agent).body(trigger(missing)).post("/agent_api_keys/webhook-trigger"),
                other.name(),
                as(agent).body(trigger(other.name())).post("/agent_api_keys/webhook-trigger"));
        Agents.admin()
                .get("/agent_api_keys?agent_id=" + other.id())
                .then()
                .body(at("name", contains(other.name() + "-api-key", "theirs")));
    }

    @Test
    void anAgentCannotTellAnotherAgentsKeyFromAMissingOneAndCannotDeleteIt() {
        var theirs = Agents.keyOf(other, "theirs");
        var missing = UUID.randomUUID().toString();

        assertAlike(
                missing,
                as(agent).get("/agent_api_keys/" + missing),
                theirs,
                as(agent).get("/agent_api_keys/" + theirs));
        assertAlike(
                missing,
                as(agent).delete("/agent_api_keys/" + missing),
                theirs,
                as(agent).delete("/agent_api_keys/" + theirs));
        Agents.admin().get("/agent_api_keys/" + theirs).then().statusCode(200);
    }

    @Test
    void refusesAnExternalKey() {
        String external = Agents.admin()
                .body(Map.of("agent_id", agent.id(), "name", "caller"))
                .post("/agent_api_keys")
                .as(JsonAnswer.class)
                .get("api_key");

        given().header("X-Agent-API-Key", external)
                .get("/agent_api_keys?agent_id=" + agent.id())
                .then()
                .statusCode(401);
    }

    @Test
    void refusesTheKeyOfADeletedAgentAtOnce() {
        as(agent).get("/agent_api_keys?agent_id=" + agent.id()).then().statusCode(200);

        Agents.admin().delete("/agents/" + agent.id()).then().statusCode(200);

        as(agent).get("/agent_api_keys?agent_id=" + agent.id()).then().statusCode(401);
    }

    @Test
    void refusesAKeyThatTwoAgentsHave() {
        var shared = "shared-" + UUID.randomUUID();
        bringAlong(agent, "shared", shared);
        bringAlong(other, "shared", shared);

        assertNamesNoCaller(shared);
    }

    @Test
    void refusesAKeyThatOneAgentHasAHundredTimesAndAnotherOnce() {
        var shared = "shared-" + UUID.randomUUID();
        for (int i = 0; i < 100; i++) {
            bringAlong(agent, "shared-" + i, shared);
        }
        bringAlong(other, "shared", shared);

        assertNamesNoCaller(shared);
    }

    @Test
    void refusesTwoKeysOfDifferentAgents() {
        given().header("X-Agent-API-Key", agent.internalKey(), other.internalKey())
                .get("/agent_api_keys?agent_id=" + agent.id())
                .then()
                .statusCode(401)
                .body(at("message", equalTo("Two credentials contradict.")));
    }

    @Test
    void ignoresTheIdentityHeaderOfAgentex() {
        given().header("x-agent-identity", agent.id())
                .get("/agent_api_keys?agent_id=" + agent.id())
                .then()
                .statusCode(401);
    }

    private static RequestSpecification as(RegisteredAgent agent) {
        return given().header("X-Agent-API-Key", agent.internalKey()).contentType(ContentType.JSON);
    }

    private static Map<String, String> with(Map<String, String> body, String name, String value) {
        var all = new HashMap<>(body);
        all.put(name, value);
        return all;
    }

    private static Map<String, String> trigger(String agentName) {
        return Map.of("agent_name", agentName, "name", "octo/hello", "forward_path", "issues");
    }

    private static void bringAlong(RegisteredAgent owner, String name, String key) {
        Agents.admin()
                .body(Map.of("agent_id", owner.id(), "name", name, "api_key_type", "internal", "api_key", key))
                .post("/agent_api_keys")
                .then()
                .statusCode(200);
    }

    private void assertNamesNoCaller(String key) {
        given().header("X-Agent-API-Key", key)
                .get("/agent_api_keys?agent_id=" + agent.id())
                .then()
                .statusCode(401);
    }

    private static void assertAlike(String missingId, Response missing, String hiddenId, Response hidden) {
        assertEquals(404, missing.statusCode());
        assertEquals(404, hidden.statusCode());
        assertEquals(
                missing.asString().replace(missingId, "it"), hidden.asString().replace(hiddenId, "it"));
    }
}
