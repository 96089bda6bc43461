package dev.agentkeys.agent;

import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ListAgentsTest {

    @Test
    void listsTheNewestFirst() {
        registerAgent();
        registerAgent();

        var times = given().get("/agents")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .<String>getList("created_at");

        assertEquals(times.stream().sorted(Comparator.reverseOrder()).toList(), times);
    }

    @Test
    void showsNoAgentTwiceWhileAgentsAreAddedToAListOfTheOldestFirst() {
        for (int i = 0; i < 10; i++) {
            registerAgent();
        }

        var seen = new ArrayList<Object>();
        for (int page = 1; page <= 5; page++) {
            seen.addAll(given().queryParam("order_by", "created_at")
                    .queryParam("order_direction", "asc")
                    .queryParam("limit", 2)
                    .queryParam("page_number", page)
                    .get("/agents")
                    .as(JsonAnswer.class)
                    .getList("id"));
            registerAgent();
        }

        assertEquals(10, seen.size());
        assertEquals(seen.stream().distinct().toList(), seen);
    }

    @Test
    void listsTheOldestFirstOnRequest() {
        var times = given().queryParam("order_direction", "asc")
                .get("/agents")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .<String>getList("created_at");

        assertEquals(times.stream().sorted().toList(), times);
    }

    @Test
    void listsTheNewestFirstOnRequest() {
        var older = registerAgent();
        var younger = registerAgent();

        given().queryParam("limit", 2)
                .queryParam("order_direction", "desc")
                .get("/agents")
                .then()
                .statusCode(200)
                .body(at("id", contains(younger.id(), older.id())))
                .body(at("[0].agent_api_key", equalTo(null)));
    }

    @ParameterizedTest
    @CsvSource({"id", "name", "created_at", "updated_at", "registered_at"})
    void ordersByTheFieldAskedFor(String field) {
        registerAgent();
        registerAgent();
        registerAgent();

        var ascending = values(field, "asc");
        var descending = values(field, "desc");

        assertEquals(ascending.stream().sorted(Comparator.naturalOrder()).toList(), ascending);
        assertEquals(descending.stream().sorted(Comparator.reverseOrder()).toList(), descending);
        assertTrue(ascending.size() >= 3);
    }

    @Test
    void pages() {
        registerAgent();
        registerAgent();
        registerAgent();

        var whole = given().queryParam("limit", 3)
                .get("/agents")
                .as(JsonAnswer.class)
                .getList("id");
        var paged = new ArrayList<Object>();
        for (int page = 1; page <= 3; page++) {
            paged.addAll(given().queryParam("limit", 1)
                    .queryParam("page_number", page)
                    .get("/agents")
                    .as(JsonAnswer.class)
                    .getList("id"));
        }

        assertEquals(whole, paged);
    }

    @Test
    void listsFiftyAtMostByDefault() {
        for (int i = 0; i < 51; i++) {
            registerAgent();
        }

        given().get("/agents").then().body(at("", hasSize(50)));
        given().queryParam("limit", 51).get("/agents").then().body(at("", hasSize(51)));
        given().queryParam("limit", 1000).get("/agents").then().body(at("size()", lessThanOrEqualTo(1000)));
        given().queryParam("limit", 1_000_000)
                .get("/agents")
                .then()
                .statusCode(200)
                .body(at("size()", lessThanOrEqualTo(1000)));
    }

    @Test
    void showsNoDeletedAgents() {
        var agent = registerAgent();
        given().delete("/agents/{id}", agent.id()).then().statusCode(200);

        given().queryParam("order_direction", "desc").get("/agents").then().body(at("id", not(hasItem(agent.id()))));
    }

    @Test
    void findsNoAgentsByTask() {
        registerAgent();

        given().queryParam("task_id", "any")
                .get("/agents")
                .then()
                .statusCode(200)
                .body(at("", hasSize(0)));
    }

    @ParameterizedTest
    @CsvSource({
        "limit,0,greater_than_equal",
        "limit,x,int_parsing",
        "page_number,0,greater_than_equal",
        "limit,'',int_parsing",
        "page_number,'',int_parsing",
        "order_by,'',enum",
        "order_direction,'',enum",
        "order_by,acp_url,enum",
        "order_by,name; drop table agent,enum",
        "order_direction,up,enum"
    })
    void refusesInvalidParameters(String parameter, String value, String type) {
        given().queryParam(parameter, value)
                .get("/agents")
                .then()
                .statusCode(422)
                .body(at("detail[0].loc", contains("query", parameter)))
                .body(at("detail[0].type", equalTo(type)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/agents", "/agents/"})
    void answersWithOrWithoutATrailingSlash(String path) {
        given().redirects().follow(false).get(path).then().statusCode(200);
    }

    @Test
    void findsAgentsByAPartOfTheirNames() {
        var agent = registerAgent();
        registerAgent();

        given().queryParam("name_contains", agent.name().substring(8))
                .get("/agents")
                .then()
                .statusCode(200)
                .body(at("id", contains(agent.id())));
        given().queryParam("name_contains", "%")
                .get("/agents")
                .then()
                .statusCode(200)
                .body(equalTo("[]"));
    }

    private static List<String> values(String field, String direction) {
        return given().queryParam("limit", 100)
                .queryParam("order_by", field)
                .queryParam("order_direction", direction)
                .get("/agents")
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .<String>getList(field);
    }
}
