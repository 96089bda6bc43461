package dev.agentkeys.trail;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.access.Role;
import dev.agentkeys.access.StaticAccess;
import dev.agentkeys.audit.AuditAction;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.TestDatabase;
import dev.agentkeys.validation.OneOf;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every change has its event, and no change is stored without its event. Callers with the permission find the events.
 */
@QuarkusTest
@TestProfile(StaticAccess.class)
class AuditEventsTest {

    @Inject
    AuditRetention retention;

    @Test
    void nameTheCallerAndTheRequestOfARegistration() {
        var agent = register("agent-" + UUID.randomUUID(), "register-1");

        events("agent_id", agent.id())
                .body(at("audit_events", hasSize(1)))
                .body(at("next", nullValue()))
                .body(at("audit_events[0].action", equalTo("agent.registered")))
                .body(at("audit_events[0].actor.name", equalTo("static:all")))
                .body(at("audit_events[0].actor.mode", equalTo("static")))
                .body(at("audit_events[0].actor.role", equalTo(Role.AGENTS_WRITE)))
                .body(at("audit_events[0].resource.type", equalTo("agent")))
                .body(at("audit_events[0].resource.id", equalTo(agent.id())))
                .body(at("audit_events[0].agent_id", equalTo(agent.id())))
                .body(at("audit_events[0].changes.name.to", equalTo(agent.name())))
                .body(at("audit_events[0].changes.acp_url", equalTo(Map.of())))
                .body(at("audit_events[0].changes.agent_api_key", equalTo(Map.of())))
                .body(at("audit_events[0].request_id", equalTo("register-1")))
                .body(at("audit_events[0].address", equalTo("127.0.0.1")));
    }

    @Test
    void nameAnAgentThatChangesItself() {
        var agent = register("agent-" + UUID.randomUUID(), "register-1");
        var itself = given().header("X-Agent-API-Key", agent.internalKey());
        var changed = Api.registration(agent.name());
        changed.put("description", "Another");
        json(itself, changed).post("/agents/register").then().statusCode(200);

        events("actor", "agent:" + agent.id())
                .body(at("audit_events", hasSize(1)))
                .body(at("audit_events[0].action", equalTo("agent.changed")))
                .body(at("audit_events[0].actor.mode", equalTo("agent")))
                .body(at("audit_events[0].actor.agent_id", equalTo(agent.id())))
                .body(at(
                        "audit_events[0].actor.api_key_id",
                        equalTo(TestDatabase.query("select id from agent_api_key where agent_id = ?::uuid", agent.id())
                                .get(0))))
                .body(at("audit_events[0].changes", equalTo(Map.of("description", Map.of()))));
    }

    @Test
    void areNotWrittenWhereNothingChanges() {
        var agent = register("agent-" + UUID.randomUUID(), "first");
        register(agent.name(), "second");
        bearer().delete("/agents/" + UUID.randomUUID()).then().statusCode(404);

        assertEquals(List.of("agent.registered"), actions(agent.id()));
    }

    @Test
    void tellTheLifeOfADeployment() {
        var agent = register("agent-" + UUID.randomUUID(), "first");
        var deployments = "/agents/" + agent.id() + "/deployments";
        var id = json(bearer(), Map.of("docker_image", "registry.example/agent:1"))
                .post(deployments)
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .getString("id");
        bearer().delete(deployments + "/" + id).then().statusCode(200);
        bearer().delete(deployments + "/" + id).then().statusCode(200);
        bearer().delete("/agents/" + agent.id()).then().statusCode(200);

        assertEquals(
                List.of("agent.deleted", "deployment.deleted", "deployment.created", "agent.registered"),
                actions(agent.id()));
        events("agent_id", agent.id(), "action", "deployment.created")
                .body(at("audit_events.resource", contains(Map.of("type", "deployment", "id", id))));
    }

    @Test
    void showNoValueNoHintAndNoMetadataOfAKey() {
        var agent = register("agent-" + UUID.randomUUID(), "first");
        var chosen = "Chosen" + UUID.randomUUID();
        var canary = "Canary" + UUID.randomUUID();
        var created = json(
                        bearer(),
                        Map.of(
                                "agent_id",
                                agent.id(),
                                "name",
                                "ci",
                                "metadata",
                                Map.of("note", canary),
                                "expires_in",
                                60))
                .post("/agent_api_keys")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class);
        var key = "/agent_api_keys/" + created.getString("id");
        json(bearer(), Map.of("api_key", chosen, "overlap", 30))
                .post(key + "/rotate")
                .then()
                .statusCode(200);
        json(bearer(), Map.of("metadata", Map.of("more", canary), "name", "deploy"))
                .patch(key)
                .then()
                .statusCode(200);
        json(bearer(), Map.of("reason", "superseded", "comment", canary))
                .post(key + "/revoke")
                .then()
                .statusCode(200);

        var trail = events("api_key_id", created.getString("id"))
                .body(at(
                        "audit_events.action",
                        contains("api_key.revoked", "api_key.changed", "api_key.rotated", "api_key.created")))
                .body(at("audit_events[0].changes.reason.to", equalTo("superseded")))
                .body(at("audit_events[1].changes.name.to", equalTo("deploy")))
                .body(at("audit_events[2].changes.api_key", equalTo(Map.of())))
                .body(at("audit_events[3].actor.role", equalTo(Role.KEYS_WRITE)))
                .extract()
                .asString();

        var value = created.getString("api_key");
        for (var secret : List.of(value, value.substring(8, 16), value.substring(value.length() - 6), chosen, canary)) {
            assertFalse(trail.contains(secret), trail);
        }
    }

    @Test
    void failTheChangeIfTheyCannotBeWritten() throws SQLException {
        var agent = register("agent-" + UUID.randomUUID(), "first");
        var name = "agent-" + UUID.randomUUID();
        withoutRoomForEvents(() -> {
            bearer().delete("/agents/" + agent.id()).then().statusCode(500);
            json(bearer(), Api.registration(name))
                    .post("/agents/register")
                    .then()
                    .statusCode(500);
            return null;
        });

        bearer().get("/agents/" + agent.id()).then().statusCode(200);
        bearer().get("/agents/name/" + name).then().statusCode(404);
        assertEquals(List.of("agent.registered"), actions(agent.id()));
    }

    @Test
    void areListedPageByPageTheNewestFirstAndEachOnce() {
        var agent = agentWithEvents(7);

        var seen = new ArrayList<String>();
        var after = "";
        while (after != null) {
            assertTrue(seen.size() <= 7, "the pages do not end");
            var page = events("agent_id", agent, "limit", "2", "after", after)
                    .extract()
                    .as(JsonAnswer.class);
            seen.addAll(page.getList("audit_events.id"));
            after = page.getString("next");
        }

        assertEquals(7, seen.size());
        assertEquals(7, new HashSet<>(seen).size());
        assertEquals(
                TestDatabase.query(
                        "select id::text from audit_event where agent_id = ?::uuid order by at desc, id desc", agent),
                seen);
    }

    @Test
    void areFoundByEachFilter() {
        var agent = agentWithEvents(3);
        List<String> times =
                events("agent_id", agent).extract().as(JsonAnswer.class).getList("audit_events.at");

        events("agent_id", agent, "since", times.get(1)).body(at("audit_events", hasSize(2)));
        events("agent_id", agent, "until", times.get(1)).body(at("audit_events", hasSize(1)));
        events("agent_id", agent, "action", "agent.registered").body(at("audit_events", hasSize(1)));
        events("agent_id", agent, "actor", "static:other").body(at("audit_events", empty()));
        events("api_key_id", UUID.randomUUID().toString()).body(at("audit_events", empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agent_id=1-1-1-1-1",
                "api_key_id=x",
                "action=agent.exploded",
                "since=yesterday",
                "until=2026-11-26",
                "limit=0",
                "limit=1001",
                "after=1",
                "after=99999999999999999999_00000000-0000-0000-0000-000000000000",
                "actor=\u0000"
            })
    void refuseInvalidFilters(String query) {
        bearer().get("/audit_events?" + query)
                .then()
                .statusCode(422)
                .body(at("detail[0].loc", contains("query", query.substring(0, query.indexOf('=')))));
    }

    @Test
    void areExportedLineByLine() {
        var agent = agentWithEvents(1203);

        var lines = export("agent_id=" + agent);

        assertEquals(
                TestDatabase.query(
                        "select id::text from audit_event where agent_id = ?::uuid order by at desc, id desc", agent),
                lines.stream().map(line -> line.getString("id")).toList());
        assertEquals("agent.registered", lines.get(1202).getString("action"));
        assertEquals(10, export("limit=10&agent_id=" + agent).size());
        assertEquals(0, export("agent_id=" + UUID.randomUUID()).size());
    }

    @Test
    void areExportedOnlyToCallersThatMayReadThem() {
        bearer(StaticAccess.tokenOf(Role.KEYS_READ))
                .accept("application/x-ndjson")
                .get("/audit_events")
                .then()
                .statusCode(403);
    }

    @Test
    void areDeletedAfterTheirRetentionAndNotBefore() {
        var old = agentWithEvents(2);
        var young = agentWithEvents(2);
        age(old, "366 days");
        age(young, "364 days");

        var purges = IntStream.range(0, 3)
                .mapToObj(replica -> retention.purge().subscribeAsCompletionStage())
                .toList();
        purges.forEach(purge -> purge.toCompletableFuture().join());

        assertEquals(List.of(), actions(old));
        assertEquals(2, actions(young).size());
    }

    @Test
    void areFoundByEachAction() throws NoSuchFieldException {
        var accepted = AuditEventParameters.class
                .getDeclaredField("action")
                .getAnnotation(OneOf.class)
                .value();

        assertEquals(AuditAction.wireNames(), Arrays.asList(accepted));
    }

    private static Api.RegisteredAgent register(String name, String requestId) {
        var answer = json(bearer().header("X-Request-Id", requestId), Api.registration(name))
                .post("/agents/register")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class);
        return new Api.RegisteredAgent(
                answer.getString("id"), answer.getString("name"), answer.getString("agent_api_key"));
    }

    /** Registers an agent, and adds events until it has this many. */
    private static String agentWithEvents(int count) {
        var agent = register("agent-" + UUID.randomUUID(), "first").id();
        TestDatabase.query("""
                insert into audit_event (at, action, agent_id, actor, actor_mode, changes)
                select now() + n * interval '1 millisecond', 'agent.changed', ?::uuid, 'system', 'system', '{}'
                from generate_series(1, ?::integer) n
                returning id""", agent, count - 1);
        return agent;
    }

    private static void age(String agent, String by) {
        TestDatabase.query(
                "update audit_event set at = at - ?::interval where agent_id = ?::uuid returning id", by, agent);
    }

    private static List<String> actions(String agent) {
        return events("agent_id", agent).extract().as(JsonAnswer.class).getList("audit_events.action");
    }

    private static ValidatableResponse events(String... parameters) {
        var request = bearer();
        for (int i = 0; i < parameters.length; i += 2) {
            if (!parameters[i + 1].isEmpty()) {
                request.queryParam(parameters[i], parameters[i + 1]);
            }
        }
        return request.get("/audit_events").then().statusCode(200);
    }

    private static List<JsonObject> export(String query) {
        var answer = bearer().accept("application/x-ndjson").get("/audit_events?" + query);
        answer.then().statusCode(200).contentType("application/x-ndjson");
        return answer.body().asString().lines().map(JsonObject::new).toList();
    }

    /** Makes the table refuse every row while the work runs. */
    private static void withoutRoomForEvents(Supplier<Void> work) throws SQLException {
        try (var connection = TestDatabase.connect();
                var statement = connection.createStatement()) {
            statement.execute("alter table audit_event add constraint full_table check (false) not valid");
            try {
                work.get();
            } finally {
                statement.execute("alter table audit_event drop constraint full_table");
            }
        }
    }

    private static RequestSpecification json(RequestSpecification request, Object body) {
        return request.contentType("application/json").body(body);
    }

    private static RequestSpecification bearer() {
        return bearer(StaticAccess.ALL);
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }
}
