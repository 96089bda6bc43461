package dev.agentkeys.trail;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.access.StaticAccess;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Calls every route that changes something. Each change leaves one event. The test fails if a new route is missing
 * here.
 */
@QuarkusTest
@TestProfile(StaticAccess.class)
class ChangesWalkTest {

    /** Routes with another method than GET that change nothing. */
    private static final Set<String> QUESTIONS = Set.of("POST /agent_api_keys/verify");

    private static final Map<String, Object> NOTHING = Map.of();

    /** A request that changes something, and the action of its event. */
    private record Change(String action, Function<Agent, Response> call) {}

    /** A new agent with a new key, for one change. */
    private record Agent(String id, String name, String keyId, String keyName, String keyValue) {

        String key(String rest) {
            return "/agent_api_keys/" + keyId + rest;
        }

        String namedKey(String rest) {
            return "/agent_api_keys/name/" + keyName + rest + "?agent_id=" + id;
        }
    }

    @Test
    void eachChangeLeavesOneEvent() {
        changes().forEach((operation, change) -> {
            var agent = agent();
            int before = events(agent.id()).size();

            change.call().apply(agent).then().statusCode(200);

            var after = events(agent.id());
            assertEquals(before + 1, after.size(), operation + " " + after);
            assertEquals(change.action(), after.get(0), operation);
        });
    }

    @Test
    void aRefusedChangeLeavesNoEvent() {
        changes().forEach((operation, change) -> {
            var events = TestDatabase.query("select count(*) from audit_event");
            var methodAndPath = operation.split(" ");
            var nobody = given().header("Authorization", "Bearer of-nobody").contentType("application/json");

            nobody.body("{}")
                    .request(methodAndPath[0], methodAndPath[1].replaceAll("\\{[^}]+}", "x"))
                    .then()
                    .statusCode(401);

            assertEquals(events, TestDatabase.query("select count(*) from audit_event"), operation);
        });
    }

    @Test
    void hasEveryChangeInTheDescriptionOfTheApi() {
        var described = new TreeSet<String>();
        Map<String, Map<String, Object>> paths =
                given().get("/openapi.json").as(JsonAnswer.class).getMap("paths");
        paths.forEach((path, methods) -> methods.keySet().stream()
                .map(method -> method.toUpperCase(Locale.ROOT) + " " + path)
                .filter(operation -> !operation.startsWith("GET ") && !QUESTIONS.contains(operation))
                .filter(operation -> !path.startsWith("/agents/forward/") && !path.endsWith("/authorize"))
                .forEach(described::add));

        assertEquals(described, changes().keySet());
    }

    private static Map<String, Change> changes() {
        var changes = new TreeMap<String, Change>();
        changes.put("POST /agents/register", change("agent.changed", agent -> {
            var changed = Api.registration(agent.name());
            changed.put("description", "Another");
            return send(changed).post("/agents/register");
        }));
        changes.put("POST /agents/register-build", change("agent.changed", agent -> send(Map.of(
                        "name", agent.name(), "description", "Built"))
                .post("/agents/register-build")));
        changes.put(
                "DELETE /agents/{agent_id}", change("agent.deleted", agent -> all().delete("/agents/" + agent.id())));
        changes.put("DELETE /agents/name/{agent_name}", change("agent.deleted", agent -> all().delete(
                        "/agents/name/" + agent.name())));
        changes.put("POST /agents/{agent_id}/deployments", change("deployment.created", ChangesWalkTest::deployment));
        changes.put(
                "POST /agents/{agent_id}/deployments/{deployment_id}/promote", change("deployment.promoted", agent -> {
                    var id = deployment(agent).as(JsonAnswer.class).getString("id");
                    TestDatabase.query(
                            "update deployment set status = 'Ready', acp_url = 'http://127.0.0.1:1' where id = ?"
                                    + " returning id",
                            id);
                    forget(agent);
                    return all().post("/agents/" + agent.id() + "/deployments/" + id + "/promote");
                }));
        changes.put("DELETE /agents/{agent_id}/deployments/{deployment_id}", change("deployment.deleted", agent -> {
            var id = deployment(agent).as(JsonAnswer.class).getString("id");
            forget(agent);
            return all().delete("/agents/" + agent.id() + "/deployments/" + id);
        }));
        changes.put("POST /agent_api_keys", change("api_key.created", agent -> send(Map.of(
                        "agent_id", agent.id(), "name", "another"))
                .post("/agent_api_keys")));
        changes.put("POST /agent_api_keys/webhook-trigger", change("api_key.created", agent -> send(Map.of(
                        "agent_name", agent.name(), "name", "octo/repo", "forward_path", "hook"))
                .post("/agent_api_keys/webhook-trigger")));
        changes.put("DELETE /agent_api_keys/{id}", change("api_key.deleted", agent -> all().delete(agent.key(""))));
        changes.put("DELETE /agent_api_keys/name/{api_key_name}", change("api_key.deleted", agent -> all().delete(
                        agent.namedKey(""))));
        changes.put("PATCH /agent_api_keys/{id}", change("api_key.changed", agent -> send(Map.of("enabled", false))
                .patch(agent.key(""))));
        changes.put(
                "PATCH /agent_api_keys/name/{name}", change("api_key.changed", agent -> send(Map.of("name", "renamed"))
                        .patch(agent.namedKey(""))));
        changes.put("POST /agent_api_keys/{id}/rotate", change("api_key.rotated", agent -> send(NOTHING)
                .post(agent.key("/rotate"))));
        changes.put("POST /agent_api_keys/name/{name}/rotate", change("api_key.rotated", agent -> send(NOTHING)
                .post(agent.namedKey("/rotate"))));
        changes.put("POST /agent_api_keys/{id}/revoke", change("api_key.revoked", agent -> send(NOTHING)
                .post(agent.key("/revoke"))));
        changes.put("POST /agent_api_keys/name/{name}/revoke", change("api_key.revoked", agent -> send(NOTHING)
                .post(agent.namedKey("/revoke"))));
        changes.put("POST /agent_api_keys/self/rotate", change("api_key.rotated", agent -> byHolder(agent)
                .post("/agent_api_keys/self/rotate")));
        changes.put("POST /agent_api_keys/self/revoke", change("api_key.revoked", agent -> byHolder(agent)
                .post("/agent_api_keys/self/revoke")));
        return changes;
    }

    private static Change change(String action, Function<Agent, Response> call) {
        return new Change(action, call);
    }

    private static Agent agent() {
        var name = "agent-" + UUID.randomUUID();
        var id = send(Api.registration(name))
                .post("/agents/register")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .getString("id");
        var key = send(Map.of("agent_id", id, "name", "key", "self_rotation", true))
                .post("/agent_api_keys")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class);
        return new Agent(id, name, key.getString("id"), "key", key.getString("api_key"));
    }

    private static Response deployment(Agent agent) {
        return send(Map.of("docker_image", "registry.example/agent:1")).post("/agents/" + agent.id() + "/deployments");
    }

    /** Deletes the events of the preparation. */
    private static void forget(Agent agent) {
        TestDatabase.query(
                "delete from audit_event where agent_id = ?::uuid and action = 'deployment.created' returning id",
                agent.id());
    }

    private static List<String> events(String agent) {
        return TestDatabase.query(
                "select action from audit_event where agent_id = ?::uuid order by at desc, id desc", agent);
    }

    private static RequestSpecification send(Object body) {
        return all().contentType("application/json").body(body);
    }

    private static RequestSpecification all() {
        return given().header("Authorization", "Bearer " + StaticAccess.ALL);
    }

    private static RequestSpecification byHolder(Agent agent) {
        return given().header("X-Agent-API-Key", agent.keyValue())
                .contentType("application/json")
                .body(NOTHING);
    }
}
