package dev.agentkeys.apikey.life;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.Api.registration;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.KeyLife;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rotation gives a key a new value. The key's id and name stay. */
@QuarkusTest
class RotateApiKeyTest {

    private RegisteredAgent agent;

    @BeforeEach
    void register() {
        agent = registerAgent();
    }

    @Test
    void endsTheOldValueAtOnceWithoutAnOverlap() {
        var key = create("ci", "external", Map.of("metadata", Map.of("a", 1)));

        var rotated = given().noContentType()
                .post("/agent_api_keys/{id}/rotate", key.getString("id"))
                .then()
                .statusCode(200)
                .header("Cache-Control", containsString("no-store"))
                .body(at("id", equalTo(key.getString("id"))))
                .body(at("agent_id", equalTo(agent.id())))
                .body(at("name", equalTo("ci")))
                .body(at("created_at", equalTo(key.getString("created_at"))))
                .body(at("api_key_type", equalTo("external")))
                .body(at("status", equalTo("active")))
                .body(at("metadata", equalTo(Map.of("a", 1))))
                .extract()
                .as(JsonAnswer.class);

        assertEquals(rotated.getString("rotated_at"), rotated.getString("previous_expires_at"));
        verify(key.getString("api_key"), "NOT_FOUND");
        verify(rotated.getString("api_key"), "VALID");
        given().get("/agent_api_keys/{id}", key.getString("id"))
                .then()
                .body(at("rotated_at", equalTo(rotated.getString("rotated_at"))))
                .body(at("previous_expires_at", nullValue()))
                .body(at("hint", equalTo("agk_ext_..." + lastFour(rotated))))
                .body(not(containsString(rotated.getString("api_key"))));
    }

    @Test
    void keepsBothValuesGoodDuringAnOverlapAndEndsTheOldestAtTheNextRotation() {
        var first = create("ci", "external", Map.of());
        var second =
                rotate(first, Map.of("overlap", 3600)).statusCode(200).extract().as(JsonAnswer.class);

        assertEquals(Duration.ofHours(1), between(second, "rotated_at", "previous_expires_at"));
        verify(first.getString("api_key"), "VALID");
        verify(second.getString("api_key"), "VALID");
        given().get("/agent_api_keys/{id}", first.getString("id"))
                .then()
                .body(at("previous_expires_at", equalTo(second.getString("previous_expires_at"))));
        var third =
                rotate(first, Map.of("overlap", 60)).statusCode(200).extract().as(JsonAnswer.class);
        verify(first.getString("api_key"), "NOT_FOUND");
        verify(second.getString("api_key"), "VALID");
        verify(third.getString("api_key"), "VALID");
        KeyLife.endOverlap(first.getString("id"));
        verify(second.getString("api_key"), "NOT_FOUND");
        given().get("/agent_api_keys/{id}", first.getString("id")).then().body(at("previous_expires_at", nullValue()));
    }

    @Test
    void neverLetsAnOverlapOutliveTheKey() {
        var key = create("ci", "external", Map.of("expires_in", 60));

        rotate(key, Map.of("overlap", 3600))
                .statusCode(200)
                .body(at("previous_expires_at", equalTo(key.getString("expires_at"))))
                .body(at("expires_at", equalTo(key.getString("expires_at"))));
    }

    @Test
    void acceptsAChosenValueThatDiffersFromTheCurrentOne() {
        var key = create("ci", "external", Map.of("api_key", "the-value-of-" + agent.id()));

        rotate(key, Map.of("api_key", "the-value-of-" + agent.id()))
                .statusCode(422)
                .body(at("detail[0].loc", contains("body", "api_key")))
                .body(at("detail[0].msg", containsString("must not be the value that the key has")))
                .body(not(containsString("the-value-of-")));
        rotate(key, Map.of("api_key", "another-value-of-" + agent.id()))
                .statusCode(200)
                .body(at("api_key", equalTo("another-value-of-" + agent.id())));
        verify("another-value-of-" + agent.id(), "VALID");
    }

    @Test
    void rotatesTheSecretsOfWebhooks() {
        var github = create("octo/hello", "github", Map.of());
        rotate(github, Map.of("overlap", 60))
                .statusCode(200)
                .body(at("api_key", not(equalTo(github.getString("api_key")))));
        var slack = create("A1", "slack", Map.of("api_key", "slack-secret"));
        rotate(slack, Map.of())
                .statusCode(400)
                .body(at(
                        "message",
                        equalTo("'api_key' is required for a key of type 'slack': it is the Slack app's Signing"
                                + " Secret.")));
        rotate(slack, Map.of("api_key", "slack-secret")).statusCode(422);
        rotate(slack, Map.of("api_key", "new slack secret ")).statusCode(200);
        rotate(slack, Map.of("api_key", "new slack secret ")).statusCode(422);
    }

    @Test
    void theNextRegistrationReturnsTheNewValue() {
        var id = given().queryParam("agent_id", agent.id())
                .queryParam("api_key_type", "internal")
                .get("/agent_api_keys/name/" + agent.name() + "-api-key")
                .as(JsonAnswer.class)
                .<String>get("id");
        var rotated = json(Map.of("overlap", 60))
                .post("/agent_api_keys/{id}/rotate", id)
                .as(JsonAnswer.class)
                .<String>get("api_key");

        assertNotEquals(agent.internalKey(), rotated);
        assertEquals(
                rotated,
                json(registration(agent.name()))
                        .post("/agents/register")
                        .as(JsonAnswer.class)
                        .<String>get("agent_api_key"));
        verify(agent.internalKey(), "VALID");
        given().header("X-Agent-API-Key", rotated)
                .get("/agents/" + agent.id())
                .then()
                .statusCode(200);
    }

    @Test
    void rotatesADisabledKeyAndLeavesItDisabled() {
        var key = create("ci", "external", Map.of());
        KeyLife.disable(key.getString("id"));

        var rotated = rotate(key, Map.of())
                .statusCode(200)
                .body(at("status", equalTo("disabled")))
                .extract()
                .as(JsonAnswer.class);

        verify(rotated.getString("api_key"), "DISABLED");
    }

    @Test
    void refusesAKeyThatHasEnded() {
        var key = create("ci", "external", Map.of());
        KeyLife.expire(key.getString("id"));
        rotate(key, Map.of()).statusCode(409).body(at("message", equalTo("The key has expired.")));
        KeyLife.disable(key.getString("id"));
        rotate(key, Map.of()).statusCode(409).body(at("message", equalTo("The key has expired.")));
        KeyLife.revoke(key.getString("id"));
        rotate(key, Map.of()).statusCode(409).body(at("message", equalTo("The key is revoked.")));
        json(Map.of())
                .post("/agent_api_keys/{id}/rotate", UUID.randomUUID().toString())
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"overlap\":-1} | overlap | greater_than_equal",
                "{\"overlap\":7776001} | overlap | less_than_equal",
                "{\"overlap\":99999999999999999999999} | overlap | less_than_equal",
                "{\"overlap\":1.5} | overlap | int_type",
                "{\"overlap\":\"60\"} | overlap | int_type",
                "{\"overlap\":null} | overlap | int_type",
                "{\"api_key\":\"agk_ext_misspelt\"} | api_key | value_error",
                "{\"api_key\":\" outer-space\"} | api_key | value_error",
                "{\"api_key\":1} | api_key | string_type"
            })
    void refusesInvalidRotations(String body, String field, String type) {
        rotate(create("ci", "external", Map.of()), body)
                .statusCode(422)
                .body(at("detail[0].loc", contains("body", field)))
                .body(at("detail[0].type", equalTo(type)));
    }

    @Test
    void rotatesByNameToo() {
        var key = create("octo/ci", "github", Map.of());

        json(Map.of("overlap", 10))
                .queryParam("agent_id", agent.id())
                .queryParam("api_key_type", "github")
                .post("/agent_api_keys/name/{name}/rotate", "octo/ci")
                .then()
                .statusCode(200)
                .body(at("id", equalTo(key.getString("id"))))
                .body(at("previous_expires_at", notNullValue()));
        json(Map.of())
                .queryParam("agent_id", agent.id())
                .post("/agent_api_keys/name/none/rotate")
                .then()
                .statusCode(404);
    }

    private JsonAnswer create(String name, String type, Map<String, ?> more) {
        var body = new HashMap<String, Object>(Map.of("agent_id", agent.id(), "name", name, "api_key_type", type));
        body.putAll(more);
        return createKey(body).then().statusCode(200).extract().as(JsonAnswer.class);
    }

    private static ValidatableResponse rotate(JsonAnswer key, Object body) {
        return json(body)
                .post("/agent_api_keys/{id}/rotate", key.getString("id"))
                .then();
    }

    private static Duration between(JsonAnswer answer, String from, String to) {
        return Duration.between(Instant.parse(answer.getString(from)), Instant.parse(answer.getString(to)));
    }

    private static String lastFour(JsonAnswer answer) {
        var value = answer.getString("api_key");
        return value.substring(value.length() - 4);
    }

    private static void verify(String value, String code) {
        json(Map.of("api_key", value)).post("/agent_api_keys/verify").then().body(at("code", equalTo(code)));
    }
}
