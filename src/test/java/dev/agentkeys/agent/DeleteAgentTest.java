package dev.agentkeys.agent;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.Api.registration;
import static dev.agentkeys.testsupport.Concurrently.answersOf;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DeleteAgentTest {

    private static final String LIVE_KEYS_OF_DELETED_AGENTS = """
            select k.id from agent_api_key k
            join agent a on a.id = k.agent_id and a.incarnation = k.agent_incarnation
            where a.status = 'Deleted' and a.name = ?""";

    @Test
    void answersWhichAgentWasDeleted() {
        var byId = registerAgent();
        var byName = registerAgent();

        given().delete("/agents/{id}", byId.id())
                .then()
                .statusCode(200)
                .body(at("id", equalTo(byId.id())))
                .body(at("message", equalTo("Agent '" + byId.id() + "' deleted successfully")));
        given().delete("/agents/name/{name}", byName.name())
                .then()
                .statusCode(200)
                .body(at("id", equalTo(byName.id())))
                .body(at("message", equalTo("Agent '" + byName.name() + "' deleted successfully")));
    }

    @Test
    void hidesADeletedAgentAndItsKeys() {
        var agent = registerAgent();
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");
        given().delete("/agents/{id}", agent.id()).then().statusCode(200);

        var gone = equalTo("Agent " + agent.id() + " not found");
        given().get("/agents/{id}", agent.id()).then().statusCode(404).body(at("message", gone));
        given().delete("/agents/{id}", agent.id()).then().statusCode(404).body(at("message", gone));
        given().get("/agents/name/{name}", agent.name())
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Agent " + agent.name() + " not found")));
        given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys")
                .then()
                .statusCode(404)
                .body(at("message", gone));
        given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys/name/ci")
                .then()
                .statusCode(404)
                .body(at("message", gone));
        given().queryParam("agent_id", agent.id())
                .delete("/agent_api_keys/name/ci")
                .then()
                .statusCode(404)
                .body(at("message", gone));
        given().get("/agent_api_keys/{id}", key).then().statusCode(404);
        for (var type : List.of("external", "github")) {
            createKey(Map.of("agent_id", agent.id(), "name", "octo/new", "api_key_type", type))
                    .then()
                    .statusCode(404)
                    .body(at("message", gone));
            createKey(Map.of("agent_name", agent.name(), "name", "octo/new", "api_key_type", type))
                    .then()
                    .statusCode(404)
                    .body(at("message", equalTo("Agent " + agent.name() + " not found")));
        }
    }

    @Test
    void keepsTheRowsOfADeletedAgent() {
        var agent = registerAgent();
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");
        given().delete("/agents/{id}", agent.id()).then().statusCode(200);
        given().delete("/agent_api_keys/{id}", key).then().statusCode(200);

        assertEquals(
                Set.of("ci", agent.name() + "-api-key"),
                Set.copyOf(TestDatabase.query("select name from agent_api_key where agent_id = ?::uuid", agent.id())));
    }

    @Test
    void saysWhichAgentDoesNotExist() {
        given().delete("/agents/nobody")
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with id 'nobody' does not exist.")));
        given().delete("/agents/name/nobody")
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with name 'nobody' does not exist.")));
    }

    @Test
    void registeringAgainRevivesTheAgentWithNewKeysOnly() {
        var agent = registerAgent();
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");
        given().delete("/agents/{id}", agent.id()).then().statusCode(200);

        var revived = registerAgent(agent.name());

        assertEquals(agent.id(), revived.id());
        assertNotEquals(agent.internalKey(), revived.internalKey());
        given().get("/agent_api_keys/{id}", key).then().statusCode(404);
        given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys")
                .then()
                .statusCode(200)
                .body(at("name", contains(agent.name() + "-api-key")));
        createKey(Map.of("agent_id", agent.id(), "name", "ci")).then().statusCode(200);
    }

    @Test
    void fiftyRevivalsAtOnceAgreeOnOneInternalKey() {
        var agent = registerAgent();
        given().delete("/agents/{id}", agent.id()).then().statusCode(200);

        var answers = answersOf(50, () -> json(registration(agent.name()))
                .post("/agents/register")
                .then()
                .statusCode(200)
                .extract()
                .asString());

        assertEquals(1, Set.copyOf(answers).size());
    }

    @Test
    void creatingAndRegisteringWhileDeletingLeavesNoLiveKeyUnderADeletedAgent() {
        var agent = registerAgent();
        var turn = new AtomicInteger();

        var statuses = answersOf(60, () -> {
            int mine = turn.getAndIncrement();
            return switch (mine % 3) {
                case 0 ->
                    createKey(Map.of("agent_id", agent.id(), "name", "key-" + mine))
                            .statusCode();
                case 1 -> given().delete("/agents/{id}", agent.id()).statusCode();
                default ->
                    json(registration(agent.name())).post("/agents/register").statusCode();
            };
        });

        assertTrue(Set.of(200, 404, 409).containsAll(statuses), statuses.toString());
        given().delete("/agents/{id}", agent.id());
        assertEquals(List.of(), TestDatabase.query(LIVE_KEYS_OF_DELETED_AGENTS, agent.name()));
        var last = registerAgent(agent.name());
        given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys")
                .then()
                .body(at("name", contains(agent.name() + "-api-key")));
        assertNotEquals(agent.internalKey(), last.internalKey());
    }

    @Test
    void registrationsThatMeetDeletionsLeaveALiveAgentWithOneInternalKeyAndADeletedOneWithNone() {
        var name = registerAgent().name();
        var turn = new AtomicInteger();

        for (int round = 0; round < 4; round++) {
            var statuses = answersOf(
                    16,
                    () -> turn.getAndIncrement() % 2 == 0
                            ? json(registration(name)).post("/agents/register").statusCode()
                            : given().delete("/agents/name/{name}", name).statusCode());

            assertTrue(Set.of(200, 404).containsAll(statuses), statuses.toString());
            assertEquals(
                    TestDatabase.query(
                            "select case status when 'Deleted' then 0 else 1 end from agent where name = ?", name),
                    TestDatabase.query("""
                            select count(*) from agent_api_key k
                            join agent a on a.id = k.agent_id and a.incarnation = k.agent_incarnation
                            where a.name = ?""", name));
        }
        assertEquals(registerAgent(name).internalKey(), registerAgent(name).internalKey());
    }
}
