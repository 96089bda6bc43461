package dev.agentkeys.apikey;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A new key expires at the time that its creator gives, and has the metadata that its creator sends. */
@QuarkusTest
class KeyTermsTest {

    private RegisteredAgent agent;

    @BeforeEach
    void register() {
        agent = registerAgent();
    }

    @Test
    void aKeyWithoutTermsLivesForEver() {
        create(Map.of())
                .statusCode(200)
                .body(at("expires_at", nullValue()))
                .body(at("metadata", nullValue()))
                .body(at("self_rotation", equalTo(false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"external", "internal", "github", "slack"})
    void aKeyExpiresTheGivenSecondsAfterItsCreation(String type) {
        var key = create(Map.of("name", "octo/hello", "api_key_type", type, "expires_in", 90))
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class);

        assertEquals(
                Duration.ofSeconds(90),
                Duration.between(
                        Instant.parse(key.getString("created_at")), Instant.parse(key.getString("expires_at"))));
        given().get("/agent_api_keys/{id}", key.getString("id"))
                .then()
                .body(at("expires_at", equalTo(key.getString("expires_at"))))
                .body(at("status", equalTo("active")));
    }

    @ParameterizedTest
    @CsvSource({
        "2100-01-31T08:00:00Z, 2100-01-31T08:00:00Z",
        "2100-01-31T08:00:00.123456+02:00, 2100-01-31T06:00:00.123456Z",
        "9999-12-31t23:59:59z, 9999-12-31T23:59:59Z"
    })
    void aKeyExpiresAtAPointInTime(String sent, String answered) {
        create(Map.of("expires_at", sent)).statusCode(200).body(at("expires_at", equalTo(answered)));
    }

    @Test
    void aKeyHasItsMetadataAsItWasSent() {
        var body = "{\"agent_id\":\"" + agent.id() + "\",\"name\":\"ci\",\"self_rotation\":true,"
                + "\"metadata\":{\"b\":1.5, \"a\":[null, \"ä\"]}}";
        var id = json(body)
                .post("/agent_api_keys")
                .then()
                .statusCode(200)
                .body(at("self_rotation", equalTo(true)))
                .body(containsString("\"metadata\":{\"b\":1.5,\"a\":[null,\"ä\"]}"))
                .extract()
                .as(JsonAnswer.class)
                .<String>get("id");

        assertEquals(
                List.of("{\"b\":1.5,\"a\":[null,\"ä\"]}"),
                TestDatabase.query("select metadata::text from agent_api_key where id = ?::uuid", id));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"expires_at\":\"2020-01-01T00:00:00Z\" | expires_at | datetime_future",
                "\"expires_at\":\"0000-01-01T00:00:00Z\" | expires_at | datetime_future",
                "\"expires_at\":\"2100-01-01T00:00:00\" | expires_at | datetime_parsing",
                "\"expires_at\":\"2100-01-01\" | expires_at | datetime_parsing",
                "\"expires_at\":4102444800 | expires_at | datetime_parsing",
                "\"expires_in\":0 | expires_in | greater_than",
                "\"expires_in\":-1 | expires_in | greater_than",
                "\"expires_in\":3155760001 | expires_in | less_than_equal",
                "\"expires_in\":1.5 | expires_in | int_type",
                "\"expires_in\":\"60\" | expires_in | int_type",
                "\"expires_in\":60,\"expires_at\":\"2100-01-01T00:00:00Z\" | expires_in | value_error",
                "\"metadata\":[] | metadata | dict_type",
                "\"metadata\":\"a\" | metadata | dict_type",
                "\"metadata\":{\"a\":\"\\u0000\"} | metadata | value_error",
                "\"self_rotation\":1 | self_rotation | bool_type",
                "\"self_rotation\":null | self_rotation | bool_type"
            })
    void refusesInvalidTerms(String field, String place, String type) {
        json("{\"agent_id\":\"" + agent.id() + "\",\"name\":\"ci\"," + field + "}")
                .post("/agent_api_keys")
                .then()
                .statusCode(422)
                .body(at("detail", hasSize(1)))
                .body(at("detail[0].loc", contains("body", place)))
                .body(at("detail[0].type", equalTo(type)));
    }

    @Test
    void refusesTooMuchMetadata() {
        create(Map.of("metadata", Map.of("a", "x".repeat(4096 - 8)))).statusCode(200);
        create(Map.of("name", "b", "metadata", Map.of("a", "x".repeat(4096 - 7))))
                .statusCode(422)
                .body(at("detail[0].msg", containsString("4096 bytes")));
        create(Map.of("name", "c", "metadata", Map.of("a", "ä".repeat(2045)))).statusCode(422);
    }

    @Test
    void answers409ToATakenNameWhateverTheTerms() {
        create(Map.of("expires_in", 60)).statusCode(200);
        create(Map.of("expires_in", 60)).statusCode(409);
        create(Map.of("expires_at", "2020-01-01T00:00:00Z")).statusCode(422);
    }

    @Test
    void acceptsTermsForAWebhookTriggerToo() {
        var body = Map.of(
                "agent_name", agent.name(), "name", "octo/hello", "forward_path", "x", "metadata", Map.of("a", 1));
        var trigger = new HashMap<String, Object>(body);
        trigger.put("expires_in", 0);
        json(trigger).post("/agent_api_keys/webhook-trigger").then().statusCode(422);
        trigger.put("expires_in", 60);
        trigger.put("expires_at", "2100-01-01T00:00:00Z");
        json(trigger).post("/agent_api_keys/webhook-trigger").then().statusCode(422);
        trigger.remove("expires_in");

        var key = json(trigger)
                .post("/agent_api_keys/webhook-trigger")
                .then()
                .statusCode(200)
                .body(at("expires_at", equalTo("2100-01-01T00:00:00Z")))
                .extract()
                .<String>path("key_id");
        given().get("/agent_api_keys/{id}", key)
                .then()
                .body(at("expires_at", equalTo("2100-01-01T00:00:00Z")))
                .body(at("metadata", equalTo(Map.of("a", 1))));
    }

    private ValidatableResponse create(Map<String, ?> properties) {
        var body = new HashMap<String, Object>(Map.of("agent_id", agent.id(), "name", "ci"));
        body.putAll(properties);
        return createKey(body).then();
    }
}
