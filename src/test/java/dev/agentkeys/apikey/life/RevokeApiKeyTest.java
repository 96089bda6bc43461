package dev.agentkeys.apikey.life;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.KeyLife;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The service refuses a revoked key from its answer on, keeps a record of the key, and makes the key's name available
 * again.
 */
@QuarkusTest
class RevokeApiKeyTest {

    private RegisteredAgent agent;

    @BeforeEach
    void register() {
        agent = registerAgent();
    }

    @Test
    void endsTheKeyAndSaysWhy() {
        var key = create("ci", Map.of("metadata", Map.of("a", 1)));

        var revoked = revoke(key, Map.of("reason", "key_compromise", "comment", "Found in a log.\n\tTwice."))
                .statusCode(200)
                .body(at("id", equalTo(key.getString("id"))))
                .body(at("name", equalTo("ci")))
                .body(at("status", equalTo("revoked")))
                .body(at("metadata", equalTo(Map.of("a", 1))))
                .body(at("revocation.reason", equalTo("key_compromise")))
                .body(at("revocation.comment", equalTo("Found in a log.\n\tTwice.")))
                .body(at("revocation.at", notNullValue()))
                .extract()
                .asString();

        verify(key.getString("api_key"), "REVOKED");
        assertEquals(
                revoked,
                given().get("/agent_api_keys/{id}", key.getString("id")).asString());
    }

    @Test
    void givesTheReasonUnspecifiedByDefault() {
        given().noContentType()
                .post("/agent_api_keys/{id}/revoke", create("ci", Map.of()).getString("id"))
                .then()
                .statusCode(200)
                .body(at("revocation.reason", equalTo("unspecified")))
                .body(at("revocation.comment", nullValue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"superseded", "affiliation_changed", "cessation_of_operation", "privilege_withdrawn"})
    void knowsTheReasonsOfRfc5280(String reason) {
        revoke(create("ci", Map.of()), Map.of("reason", reason))
                .statusCode(200)
                .body(at("revocation.reason", equalTo(reason)));
    }

    @Test
    void isPermanent() {
        var key = create("ci", Map.of());
        var first = revoke(key, Map.of("reason", "superseded"))
                .statusCode(200)
                .extract()
                .asString();

        assertEquals(
                first,
                revoke(key, Map.of("reason", "key_compromise"))
                        .statusCode(200)
                        .extract()
                        .asString());
    }

    @Test
    void freesTheName() {
        var key = create("ci", Map.of());
        revoke(key, Map.of()).statusCode(200);

        var next = create("ci", Map.of());

        byName().get("/agent_api_keys/name/ci").then().statusCode(200).body(at("id", equalTo(next.getString("id"))));
        verify(next.getString("api_key"), "VALID");
        verify(key.getString("api_key"), "REVOKED");
    }

    @Test
    void endsBothValuesOfAnOverlap() {
        var key = create("ci", Map.of());
        var rotated = json(Map.of("overlap", 60))
                .post("/agent_api_keys/{id}/rotate", key.getString("id"))
                .as(JsonAnswer.class)
                .<String>get("api_key");

        revoke(key, Map.of()).statusCode(200);

        verify(key.getString("api_key"), "REVOKED");
        verify(rotated, "REVOKED");
    }

    @Test
    void revokesDisabledAndExpiredKeys() {
        var key = create("ci", Map.of());
        KeyLife.expire(key.getString("id"));
        KeyLife.disable(key.getString("id"));

        revoke(key, Map.of()).statusCode(200).body(at("status", equalTo("revoked")));
    }

    @Test
    void keepsNoSealedValue() {
        var key = createKey(Map.of("agent_id", agent.id(), "name", "octo/hello", "api_key_type", "github"))
                .as(JsonAnswer.class);
        revoke(key, Map.of()).statusCode(200);

        assertEquals(
                List.of(),
                TestDatabase.query("select column_name from information_schema.columns"
                        + " where table_name = 'revoked_agent_api_key' and column_name like '%sealed%'"));
        assertEquals(
                List.of(), TestDatabase.query("select id from agent_api_key where id = ?::uuid", key.getString("id")));
    }

    @Test
    void revokesByNameToo() {
        var key = create("a/b", Map.of());

        byName().body(Map.of("reason", "superseded"))
                .post("/agent_api_keys/name/{name}/revoke", "a/b")
                .then()
                .statusCode(200)
                .body(at("id", equalTo(key.getString("id"))))
                .body(at("revocation.reason", equalTo("superseded")));
        byName().post("/agent_api_keys/name/{name}/revoke", "a/b").then().statusCode(404);
        byName().get("/agent_api_keys/name/{name}", "a/b").then().statusCode(404);
    }

    @Test
    void showsARevokedKeyUntilItIsDeleted() {
        var key = create("ci", Map.of());
        revoke(key, Map.of()).statusCode(200);
        var id = key.getString("id");

        given().delete("/agent_api_keys/{id}", id).then().statusCode(200);

        given().get("/agent_api_keys/{id}", id).then().statusCode(404);
        revoke(key, Map.of()).statusCode(404);
        verify(key.getString("api_key"), "NOT_FOUND");
    }

    @Test
    void hidesARevokedKeyOfADeletedAgent() {
        var key = create("ci", Map.of());
        revoke(key, Map.of()).statusCode(200);
        given().delete("/agents/{id}", agent.id()).then().statusCode(200);

        given().get("/agent_api_keys/{id}", key.getString("id")).then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"reason\":\"stolen\"} | reason | enum",
                "{\"reason\":null} | reason | enum",
                "{\"comment\":\"\\u0007\"} | comment | value_error",
                "{\"comment\":1} | comment | string_type"
            })
    void refusesInvalidReasons(String body, String field, String type) {
        revoke(create("ci", Map.of()), body)
                .statusCode(422)
                .body(at("detail[0].loc", contains("body", field)))
                .body(at("detail[0].type", equalTo(type)));
    }

    @Test
    void refusesALongCommentAndAnUnknownKey() {
        revoke(create("ci", Map.of()), Map.of("comment", "x".repeat(1025)))
                .statusCode(422)
                .body(at("detail[0].type", equalTo("string_too_long")));
        json(Map.of())
                .post("/agent_api_keys/{id}/revoke", UUID.randomUUID().toString())
                .then()
                .statusCode(404);
        json(Map.of()).post("/agent_api_keys/none/revoke").then().statusCode(404);
    }

    private JsonAnswer create(String name, Map<String, ?> more) {
        var body = new HashMap<String, Object>(Map.of("agent_id", agent.id(), "name", name));
        body.putAll(more);
        return createKey(body).then().statusCode(200).extract().as(JsonAnswer.class);
    }

    private RequestSpecification byName() {
        return json(Map.of()).queryParam("agent_id", agent.id());
    }

    private static ValidatableResponse revoke(JsonAnswer key, Object body) {
        return json(body)
                .post("/agent_api_keys/{id}/revoke", key.getString("id"))
                .then();
    }

    private static void verify(String value, String code) {
        json(Map.of("api_key", value)).post("/agent_api_keys/verify").then().body(at("code", equalTo(code)));
    }
}
