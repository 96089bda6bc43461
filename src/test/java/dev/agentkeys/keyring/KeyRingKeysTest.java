package dev.agentkeys.keyring;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators can list the keys of the ring, and the keys that depend on each of them. */
@QuarkusTest
class KeyRingKeysTest {

    @Test
    void listsTheCurrentKeyFirstAndThenTheOthers() {
        var missing = recorded();

        var keys =
                given().get("/key_ring_keys").then().statusCode(200).extract().as(JsonAnswer.class);

        assertEquals(true, keys.get("[0].current"), keys::toString);
        assertEquals(true, keys.get("[0].in_ring"), keys::toString);
        var old = keys.<Map<String, Object>>getList("").stream()
                .filter(key -> key.get("id").equals(missing))
                .findFirst()
                .orElseThrow();
        assertEquals(false, old.get("current"));
        assertEquals(false, old.get("in_ring"));
        assertEquals(false, old.get("lost"));
        assertEquals(7, old.get("fingerprinted_keys"));
        assertEquals(5, old.get("sealed_secrets"));
        assertTrue(old.get("counted_at").toString().endsWith("Z"), keys::toString);
    }

    @Test
    void tellsWhichKeysOfLiveAgentsDependAndHow() {
        var ringKey = recorded();
        var agent = registerAgent();
        var external = create(agent.id(), "external");
        var internal = create(agent.id(), "internal");
        create(agent.id(), "github", "octo/hello");
        var gone = registerAgent();
        var dead = create(gone.id(), "external");
        put("fingerprint_key_id", ringKey, external);
        put("sealed_key_id", ringKey, internal);
        put("fingerprint_key_id", ringKey, dead);
        given().delete("/agents/" + gone.id()).then().statusCode(200);

        var found = walk(ringKey, 50);

        assertEquals(2, found.size(), found::toString);
        assertEquals(
                Map.of(
                        "id",
                        external,
                        "agent_id",
                        agent.id(),
                        "name",
                        "external",
                        "api_key_type",
                        "external",
                        "fingerprinted",
                        true,
                        "sealed",
                        false),
                found.get(0));
        assertEquals(internal, found.get(1).get("id"));
        assertEquals(false, found.get(1).get("fingerprinted"));
        assertEquals(true, found.get(1).get("sealed"));
    }

    @Test
    void anOutgoingValueDependsUntilItsOverlapEnds() {
        var ringKey = recorded();
        var agent = registerAgent();
        var external = create(agent.id(), "external");
        var github = create(agent.id(), "github", "octo/hello");
        var over = create(agent.id(), "external", "over");
        putOutgoing("fingerprint", ringKey, external, "1 minute");
        putOutgoing("sealed_value", ringKey, github, "1 minute");
        putOutgoing("fingerprint", ringKey, over, "-1 second");

        var found = walk(ringKey, 50);

        assertEquals(2, found.size(), found::toString);
        assertEquals(external, found.get(0).get("id"));
        assertEquals(true, found.get(0).get("fingerprinted"));
        assertEquals(false, found.get(0).get("sealed"));
        assertEquals(github, found.get(1).get("id"));
        assertEquals(false, found.get(1).get("fingerprinted"));
        assertEquals(true, found.get(1).get("sealed"));
    }

    @Test
    void listsAllKeysInPagesOfAnySize() {
        var ringKey = recorded();
        var agent = registerAgent();
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            ids.add(create(agent.id(), "external", "key-" + i));
            put("fingerprint_key_id", ringKey, ids.get(i));
        }

        for (int limit : List.of(1, 2, 5)) {
            assertEquals(
                    ids, walk(ringKey, limit).stream().map(key -> key.get("id")).toList(), "limit " + limit);
        }
    }

    @Test
    void answers404ForAMisspeltId() {
        var id = "misspelt-" + UUID.randomUUID();

        given().get("/key_ring_keys/{id}/agent_api_keys", id)
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with id '" + id + "' does not exist.")));
    }

    @Test
    void listsNoKeysForAnIdWithoutDependents() {
        assertEquals(List.of(), walk(recorded(), 50));
    }

    @ParameterizedTest
    @ValueSource(strings = {"after=", "after=7", "after=x&limit=0", "limit=1001", "limit=", "limit=1.5"})
    void refusesInvalidCursorsAndLimits(String query) {
        given().get("/key_ring_keys/any/agent_api_keys?" + query)
                .then()
                .statusCode(422)
                .body(at("detail.loc", hasItem(hasItem("query"))));
    }

    @Test
    void showsNoCheckValue() {
        var ringKey = recorded();
        TestDatabase.query(
                "update key_ring_key set check_value = 'canary-of-the-check-value' where id = ? returning id", ringKey);

        var answer = given().get("/key_ring_keys").asString();

        assertTrue(answer.contains(ringKey), answer);
        assertTrue(!answer.contains("canary") && !answer.contains("check_value"), answer);
        given().get("/key_ring_keys/{id}/agent_api_keys", ringKey).then().body(at("agent_api_keys", empty()));
    }

    /** Records a key of the ring in the database that no other test uses. Returns its id. */
    private static String recorded() {
        var id = "ring-" + UUID.randomUUID();
        TestDatabase.query(
                "insert into key_ring_key (id, fingerprinted_keys, sealed_secrets, counted_at)"
                        + " values (?, 7, 5, now()) returning id",
                id);
        return id;
    }

    private static String create(String agentId, String type) {
        return create(agentId, type, type);
    }

    private static String create(String agentId, String type, String name) {
        return createKey(Map.of("agent_id", agentId, "name", name, "api_key_type", type))
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .get("id");
    }

    private static void put(String column, String ringKey, String id) {
        assertEquals(
                List.of(id),
                TestDatabase.query(
                        "update agent_api_key set " + column + " = ? where id = ?::uuid returning id", ringKey, id));
    }

    private static void putOutgoing(String column, String ringKey, String id, String until) {
        var idColumn = column.equals("fingerprint") ? "fingerprint_key_id" : "sealed_key_id";
        assertEquals(
                List.of(id),
                TestDatabase.query(
                        "update agent_api_key set previous_" + column + " = 'outgoing', previous_" + idColumn
                                + " = ?, previous_expires_at = now() + ?::interval where id = ?::uuid returning id",
                        ringKey,
                        until,
                        id));
    }

    /** All keys that depend on it, page by page. */
    private static List<Map<String, Object>> walk(String ringKey, int limit) {
        var found = new ArrayList<Map<String, Object>>();
        String after = null;
        do {
            var request = given().queryParam("limit", limit);
            JsonAnswer part = (after == null ? request : request.queryParam("after", after))
                    .get("/key_ring_keys/{id}/agent_api_keys", ringKey)
                    .then()
                    .statusCode(200)
                    .extract()
                    .as(JsonAnswer.class);
            List<Map<String, Object>> keys = part.getList("agent_api_keys");
            assertTrue(keys.size() <= limit, part::toString);
            found.addAll(keys);
            after = part.getString("next");
        } while (after != null);
        return found;
    }
}
