package dev.agentkeys.apikey;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.KeyLife;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ListApiKeysTest {

    @Test
    void listsTheOldestFirstAndNoValues() {
        var agent = registerAgent();
        var value = createKey(Map.of("agent_id", agent.id(), "name", "first"))
                .as(JsonAnswer.class)
                .<String>get("api_key");
        createKey(Map.of("agent_id", agent.id(), "name", "second"));

        given().queryParam("agent_id", agent.id())
                .get("/agent_api_keys")
                .then()
                .statusCode(200)
                .body(at("name", contains(agent.name() + "-api-key", "first", "second")))
                .body(at("api_key_type", contains("internal", "external", "external")))
                .body(not(containsString(value)))
                .body(not(containsString(agent.internalKey())));
    }

    @Test
    void pagesThroughAllKeysAndEndsWithAnEmptyPage() {
        var agent = registerAgent();
        for (int i = 0; i < 6; i++) {
            createKey(Map.of("agent_id", agent.id(), "name", "key-" + i)).then().statusCode(200);
        }

        var names = new ArrayList<String>();
        for (int page = 1; page <= 3; page++) {
            names.addAll(page(agent.name(), 3, page));
        }

        assertEquals(List.of(agent.name() + "-api-key", "key-0", "key-1", "key-2", "key-3", "key-4", "key-5"), names);
        assertEquals(List.of(), page(agent.name(), 3, 4));
        assertEquals(List.of(), page(agent.name(), 1000, Long.MAX_VALUE));
    }

    @Test
    void showsNoKeyTwiceWhileKeysAreAdded() throws InterruptedException {
        var agent = registerAgent();
        for (int i = 0; i < 30; i++) {
            createKey(Map.of("agent_id", agent.id(), "name", "old-" + i)).then().statusCode(200);
        }
        var writer = Executors.newSingleThreadExecutor();
        writer.submit(() -> {
            for (int i = 0; i < 100; i++) {
                createKey(Map.of("agent_id", agent.id(), "name", "new-" + i));
            }
        });

        var seen = new ArrayList<String>();
        for (int page = 1; page <= 15; page++) {
            seen.addAll(page(agent.name(), 2, page));
        }
        writer.shutdown();
        writer.awaitTermination(30, TimeUnit.SECONDS);

        assertEquals(seen.stream().distinct().toList(), seen);
        assertEquals(30, seen.size());
    }

    @Test
    void listsFiftyByDefault() {
        var agent = registerAgent();
        for (int i = 0; i < 50; i++) {
            createKey(Map.of("agent_id", agent.id(), "name", "key-" + i)).then().statusCode(200);
        }

        given().queryParam("agent_id", agent.id()).get("/agent_api_keys").then().body(at("", hasSize(50)));
        given().queryParam("agent_id", agent.id())
                .queryParam("limit", 1000)
                .get("/agent_api_keys")
                .then()
                .body(at("", hasSize(51)));
    }

    @ParameterizedTest
    @CsvSource({
        "limit,0,greater_than_equal",
        "limit,-1,greater_than_equal",
        "limit,1001,less_than_equal",
        "limit,99999999999999999999,less_than_equal",
        "limit,ten,int_parsing",
        "limit,1.5,int_parsing",
        "limit,'',int_parsing",
        "page_number,'',int_parsing",
        "page_number,0,greater_than_equal",
        "page_number,x,int_parsing"
    })
    void refusesInvalidPages(String parameter, String value, String type) {
        given().queryParam("agent_id", "a")
                .queryParam(parameter, value)
                .get("/agent_api_keys")
                .then()
                .statusCode(422)
                .body(at("detail", hasSize(1)))
                .body(at("detail[0].loc", contains("query", parameter)))
                .body(at("detail[0].type", equalTo(type)))
                .body(at("detail[0].input", equalTo(value)));
    }

    @Test
    void reportsAllBadParametersAtOnce() {
        given().queryParam("agent_id", "a\u0000")
                .queryParam("limit", "x")
                .queryParam("page_number", "0")
                .get("/agent_api_keys")
                .then()
                .statusCode(422)
                .body(at(
                        "detail.loc",
                        contains(
                                List.of("query", "agent_id"),
                                List.of("query", "limit"),
                                List.of("query", "page_number"))));
    }

    @Test
    void saysWhichAgentDoesNotExist() {
        given().queryParam("agent_name", "nobody")
                .get("/agent_api_keys")
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with name 'nobody' does not exist.")));
        given().queryParam("agent_id", "nobody")
                .get("/agent_api_keys")
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with id 'nobody' does not exist.")));
    }

    @Test
    void requiresExactlyOneReferenceToTheAgent() {
        given().get("/agent_api_keys")
                .then()
                .statusCode(400)
                .body(at(
                        "message",
                        equalTo("Either 'agent_id' or 'agent_name' must be provided to list agent api_keys.")));
        given().queryParam("agent_name", "a")
                .queryParam("agent_id", "b")
                .get("/agent_api_keys")
                .then()
                .statusCode(400)
                .body(at(
                        "message",
                        equalTo("Only one of 'agent_id' or 'agent_name' should be provided to list agent api_keys.")));
    }

    @Test
    void listsKeysThatMeetEveryCondition() {
        var agent = registerAgent();
        var ids = new HashMap<String, String>();
        for (var name : List.of("active", "soon", "disabled", "expired", "revoked", "used")) {
            ids.put(
                    name,
                    createKey(Map.of("agent_id", agent.id(), "name", name))
                            .as(JsonAnswer.class)
                            .get("id"));
        }
        KeyLife.expireLater(ids.get("soon"));
        KeyLife.disable(ids.get("disabled"));
        KeyLife.expire(ids.get("expired"));
        KeyLife.revoke(ids.get("revoked"));
        TestDatabase.query(
                "update agent_api_key set last_used_at = '2100-01-01Z' where id = ?::uuid returning id",
                ids.get("used"));
        var own = agent.name() + "-api-key";
        var later = "2099-01-01T00:00:00Z";

        assertEquals(
                List.of(own, "active", "soon", "disabled", "expired", "revoked", "used"), filtered(agent, Map.of()));
        assertEquals(List.of(own, "active", "soon", "used"), filtered(agent, Map.of("status", "active")));
        assertEquals(List.of("disabled"), filtered(agent, Map.of("status", "disabled")));
        assertEquals(List.of("expired"), filtered(agent, Map.of("status", "expired")));
        assertEquals(List.of("revoked"), filtered(agent, Map.of("status", "revoked")));
        assertEquals(List.of("soon", "expired"), filtered(agent, Map.of("expires_before", later)));
        assertEquals(List.of("soon"), filtered(agent, Map.of("expires_before", later, "status", "active")));
        assertEquals(
                List.of(own, "active", "soon", "disabled", "expired", "revoked"),
                filtered(agent, Map.of("unused_since", later)));
        assertEquals(
                List.of("soon"),
                filtered(agent, Map.of("unused_since", later, "expires_before", later, "status", "active")));
        assertEquals(List.of(), filtered(agent, Map.of("unused_since", "2020-01-01T00:00:00Z")));
        assertEquals(
                List.of("soon", "used"), filtered(agent, Map.of("limit", "2", "page_number", "2", "status", "active")));
        assertEquals(List.of("expired", "revoked"), filtered(agent, Map.of("limit", "2", "page_number", "3")));
    }

    @ParameterizedTest
    @CsvSource({
        "status,Active,enum",
        "status,'',enum",
        "expires_before,tomorrow,datetime_parsing",
        "expires_before,'',datetime_parsing",
        "unused_since,2026-01-01,datetime_parsing",
        "api_key_type,External,enum"
    })
    void refusesInvalidConditions(String parameter, String value, String type) {
        given().queryParam("agent_id", "a")
                .queryParam(parameter, value)
                .get("/agent_api_keys")
                .then()
                .statusCode(422)
                .body(at("detail[0].loc", contains("query", parameter)))
                .body(at("detail[0].type", equalTo(type)));
    }

    @Test
    void findsKeysOfAType() {
        var agent = registerAgent();
        createKey(Map.of("agent_id", agent.id(), "name", "ci"));

        assertEquals(List.of("ci"), filtered(agent, Map.of("api_key_type", "external")));
        assertEquals(List.of("ci"), filtered(agent, Map.of("api_key_type", "external", "status", "active")));
        assertEquals(List.of(), filtered(agent, Map.of("api_key_type", "slack")));
        assertEquals(List.of(), filtered(agent, Map.of("api_key_type", "external", "status", "revoked")));
    }

    private static List<String> filtered(RegisteredAgent agent, Map<String, String> conditions) {
        return given().queryParam("agent_id", agent.id())
                .queryParams(conditions)
                .get("/agent_api_keys")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .getList("name");
    }

    private static List<String> page(String agentName, int limit, long number) {
        return given().queryParam("agent_name", agentName)
                .queryParam("limit", limit)
                .queryParam("page_number", number)
                .get("/agent_api_keys")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .getList("name");
    }
}
