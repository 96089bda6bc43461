package dev.agentkeys.apikey.life;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.KeyLife;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A patch changes the fields that it has, and no others. */
@QuarkusTest
class UpdateApiKeyTest {

    private RegisteredAgent agent;

    @BeforeEach
    void register() {
        agent = registerAgent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "application/merge-patch+json", "application/merge-patch+json; charset=utf-8"
            })
    void changesGivenFieldsAndLeavesTheOthers(String mediaType) {
        var key = create(Map.of("name", "ci", "expires_in", 3600, "metadata", Map.of("team", "a")));

        given().contentType(mediaType)
                .body("{\"name\":\"renamed\"}")
                .patch("/agent_api_keys/{id}", key.getString("id"))
                .then()
                .statusCode(200)
                .body(at("id", equalTo(key.getString("id"))))
                .body(at("name", equalTo("renamed")))
                .body(at("created_at", equalTo(key.getString("created_at"))))
                .body(at("expires_at", equalTo(key.getString("expires_at"))))
                .body(at("metadata", equalTo(Map.of("team", "a"))))
                .body(at("self_rotation", equalTo(false)))
                .body(at("status", equalTo("active")))
                .body(not(containsString(key.getString("api_key"))));
        verify(key, "VALID");
    }

    @Test
    void changesEverythingAtOnce() {
        var key = create(Map.of("name", "ci"));

        patch(
                        key,
                        Map.of(
                                "name",
                                "b",
                                "enabled",
                                false,
                                "expires_in",
                                60,
                                "metadata",
                                Map.of("a", 1),
                                "self_rotation",
                                true))
                .statusCode(200)
                .body(at("name", equalTo("b")))
                .body(at("status", equalTo("disabled")))
                .body(at("expires_at", notNullValue()))
                .body(at("metadata", equalTo(Map.of("a", 1))))
                .body(at("self_rotation", equalTo(true)));
        given().get("/agent_api_keys/{id}", key.getString("id"))
                .then()
                .body(at("name", equalTo("b")))
                .body(at("status", equalTo("disabled")))
                .body(at("self_rotation", equalTo(true)));
    }

    @Test
    void disablesAKeyAndEnablesItAgain() {
        var key = create(Map.of("name", "ci"));

        patch(key, Map.of("enabled", false)).statusCode(200).body(at("status", equalTo("disabled")));
        verify(key, "DISABLED");
        patch(key, Map.of("enabled", true)).statusCode(200).body(at("status", equalTo("active")));
        verify(key, "VALID");
    }

    @Test
    void givesAnExpiredKeyANewTime() {
        var key = create(Map.of("name", "ci"));
        KeyLife.expire(key.getString("id"));
        verify(key, "EXPIRED");
        patch(key, Map.of("name", "still expired")).statusCode(200).body(at("status", equalTo("expired")));

        patch(key, Map.of("expires_at", "2100-01-01T00:00:00+02:00"))
                .statusCode(200)
                .body(at("status", equalTo("active")))
                .body(at("expires_at", equalTo("2099-12-31T22:00:00Z")));
        verify(key, "VALID");
        patch(key, new HashMap<>(singleNull("expires_at"))).statusCode(200).body(at("expires_at", nullValue()));
        verify(key, "VALID");
    }

    @Test
    void mergesMetadataAndRemovesWhatIsNull() {
        var key = create(Map.of("name", "ci", "metadata", Map.of("a", Map.of("b", 1, "c", 2), "d", List.of(1))));

        patch(key, "{\"metadata\":{\"a\":{\"b\":null,\"e\":1.50},\"d\":\"x\"}}")
                .statusCode(200)
                .body(at("metadata.a", equalTo(Map.of("c", 2, "e", 1.5))))
                .body(at("metadata.d", equalTo("x")));
        patch(key, "{\"metadata\":{}}").statusCode(200).body(at("metadata.d", equalTo("x")));
        patch(key, "{\"metadata\":null}").statusCode(200).body(at("metadata", nullValue()));
        patch(key, "{\"metadata\":{\"new\":{\"of\":null}}}")
                .statusCode(200)
                .body(at("metadata.new", equalTo(Map.of())));
    }

    @Test
    void refusesMetadataThatIsTooLargeAfterTheMerge() {
        var key = create(Map.of("name", "ci", "metadata", Map.of("a", "x".repeat(3000))));

        patch(key, Map.of("metadata", Map.of("b", "x".repeat(2000))))
                .statusCode(422)
                .body(at("detail[0].loc", contains("body", "metadata")))
                .body(at("detail[0].msg", containsString("4096 bytes")));
        patch(key, "{\"metadata\":{\"a\":null,\"b\":\"" + "x".repeat(2000) + "\"}}")
                .statusCode(200);
        patch(key, "{\"metadata\":{\"c\":\"\\u0000\"}}")
                .statusCode(422)
                .body(at("detail[0].loc", contains("body", "metadata")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"unknown\":1}"})
    void anEmptyPatchChangesNothing(String body) {
        var key = create(Map.of("name", "ci"));
        var before = given().get("/agent_api_keys/{id}", key.getString("id")).asString();

        assertEquals(before, patch(key, body).statusCode(200).extract().asString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"name\":null} | name | string_type",
                "{\"name\":\"\"} | name | string_too_short",
                "{\"name\":\"..\"} | name | value_error",
                "{\"name\":\"a\\u0000\"} | name | value_error",
                "{\"enabled\":null} | enabled | bool_type",
                "{\"enabled\":\"true\"} | enabled | bool_type",
                "{\"self_rotation\":null} | self_rotation | bool_type",
                "{\"expires_at\":\"tomorrow\"} | expires_at | datetime_parsing",
                "{\"expires_at\":\"2020-01-01T00:00:00Z\"} | expires_at | datetime_future",
                "{\"expires_at\":1} | expires_at | datetime_parsing",
                "{\"expires_in\":0} | expires_in | greater_than",
                "{\"expires_in\":null} | expires_in | int_type",
                "{\"expires_at\":null,\"expires_in\":1} | expires_in | value_error",
                "{\"metadata\":[]} | metadata | dict_type"
            })
    void refusesInvalidPatches(String body, String field, String type) {
        var key = create(Map.of("name", "ci"));

        patch(key, body)
                .statusCode(422)
                .body(at("detail", hasSize(1)))
                .body(at("detail[0].loc", contains("body", field)))
                .body(at("detail[0].type", equalTo(type)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "1"})
    void refusesABodyThatIsNoObject(String body) {
        given().contentType("application/merge-patch+json")
                .body(body)
                .patch("/agent_api_keys/{id}", create(Map.of("name", "ci")).getString("id"))
                .then()
                .statusCode(422);
    }

    @Test
    void refusesATakenNameAndANameThatTheSourceDoesNotSend() {
        create(Map.of("name", "taken"));
        var key = create(Map.of("name", "ci"));
        patch(key, Map.of("name", "taken"))
                .statusCode(409)
                .body(at(
                        "message",
                        equalTo("external agent API key 'taken' already exists for agent ID " + agent.id() + ".")));
        create(Map.of("name", "Org/Taken", "api_key_type", "github"));
        var webhook = create(Map.of("name", "org/repo", "api_key_type", "github"));
        patch(webhook, Map.of("name", "org/taken")).statusCode(409);
        patch(webhook, Map.of("name", "no repository"))
                .statusCode(422)
                .body(at("detail[0].loc", contains("body", "name")));
        patch(webhook, Map.of("name", "ORG/Repo")).statusCode(200).body(at("name", equalTo("ORG/Repo")));
    }

    @Test
    void patchesByNameToo() {
        create(Map.of("name", "ci", "api_key_type", "slack"));

        json(Map.of("metadata", Map.of("a", 1)))
                .queryParam("agent_name", agent.name())
                .queryParam("api_key_type", "slack")
                .patch("/agent_api_keys/name/ci")
                .then()
                .statusCode(200)
                .body(at("metadata", equalTo(Map.of("a", 1))));
        json(Map.of())
                .queryParam("agent_name", agent.name())
                .patch("/agent_api_keys/name/ci")
                .then()
                .statusCode(404);
    }

    @Test
    void refusesAKeyThatIsRevokedOrUnknown() {
        var key = create(Map.of("name", "ci"));
        KeyLife.revoke(key.getString("id"));

        patch(key, Map.of("name", "b")).statusCode(409).body(at("message", equalTo("The key is revoked.")));
        json(Map.of("name", "b"))
                .patch("/agent_api_keys/{id}", UUID.randomUUID().toString())
                .then()
                .statusCode(404);
    }

    @Test
    void neverLetsAnOverlapOutliveTheKey() {
        var key = create(Map.of("name", "ci"));
        json(Map.of("overlap", 3600))
                .post("/agent_api_keys/{id}/rotate", key.getString("id"))
                .then()
                .statusCode(200);

        var changed =
                patch(key, Map.of("expires_in", 60)).statusCode(200).extract().as(JsonAnswer.class);

        assertEquals(changed.getString("expires_at"), changed.getString("previous_expires_at"));
    }

    private JsonAnswer create(Map<String, ?> properties) {
        var body = new HashMap<String, Object>(properties);
        body.put("agent_id", agent.id());
        return createKey(body).then().statusCode(200).extract().as(JsonAnswer.class);
    }

    private static ValidatableResponse patch(JsonAnswer key, Object body) {
        return json(body).patch("/agent_api_keys/{id}", key.getString("id")).then();
    }

    private static Map<String, Object> singleNull(String field) {
        var body = new HashMap<String, Object>();
        body.put(field, null);
        return body;
    }

    private static void verify(JsonAnswer key, String code) {
        json(Map.of("api_key", key.getString("api_key")))
                .post("/agent_api_keys/verify")
                .then()
                .body(at("code", equalTo(code)));
    }
}
