package dev.agentkeys.apikey.life;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.KeyLife;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The holder of a key may read it and revoke it. The holder may also rotate it, if the key's owner allows that. */
@QuarkusTest
class SelfTest {

    private static final String CHALLENGE = "Bearer realm=\"agent-api-keys\"";

    private RegisteredAgent agent;

    private record Key(String id, String value) {}

    @BeforeEach
    void register() {
        agent = registerAgent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AgentKey ", "agentkey ", "Bearer "})
    void showsTheKeyToItsHolder(String scheme) {
        var key = issue(Map.of());
        var read = given().get("/agent_api_keys/{id}", key.id())
                .as(JsonAnswer.class)
                .getMap("");

        for (var holder : List.of(holding(key.value()), given().header("Authorization", scheme + key.value()))) {
            var shown = holder.get("/agent_api_keys/self")
                    .then()
                    .statusCode(200)
                    .header("Cache-Control", "no-store")
                    .body(at("id", equalTo(key.id())))
                    .body(at("", not(hasKey("api_key"))))
                    .extract()
                    .as(JsonAnswer.class);
            assertEquals(read, shown.getMap(""));
        }
    }

    @Test
    void showsAnInternalKeyToItsAgent() {
        self(agent.internalKey()).statusCode(200).body(at("api_key_type", equalTo("internal")));
    }

    @Test
    void refusesHoldersOfBadKeys() {
        var signing = createKey(Map.of("agent_id", agent.id(), "name", "octo/hello", "api_key_type", "github"))
                .as(JsonAnswer.class)
                .<String>get("api_key");
        for (var value : List.of("unknown", "agk_ext_misspelt", signing)) {
            self(value).statusCode(401).header("WWW-Authenticate", equalTo(CHALLENGE));
        }
        for (var end : List.<Consumer<String>>of(KeyLife::expire, KeyLife::disable, KeyLife::revoke)) {
            var key = issue(Map.of("self_rotation", true));
            end.accept(key.id());
            self(key.value()).statusCode(401).header("WWW-Authenticate", equalTo(CHALLENGE));
            rotate(key.value(), "{}").statusCode(401);
            given().delete("/agent_api_keys/{id}", key.id()).then().statusCode(200);
        }
        given().get("/agent_api_keys/self").then().statusCode(401).header("WWW-Authenticate", equalTo(CHALLENGE));
        given().header("Authorization", "Bearer of-nobody")
                .get("/agent_api_keys/self")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo(CHALLENGE + ", error=\"invalid_token\""));
        given().header("X-Agent-API-Key", agent.internalKey(), agent.internalKey())
                .get("/agent_api_keys/self")
                .then()
                .statusCode(401);
    }

    @Test
    void rotatesAKeyWhoseOwnerAllowsIt() {
        var key = issue(Map.of("self_rotation", true));

        var rotated = rotate(key.value(), "{\"overlap\":3600}")
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body(at("id", equalTo(key.id())))
                .body(at("previous_expires_at", notNullValue()))
                .extract()
                .as(JsonAnswer.class)
                .<String>get("api_key");

        self(rotated).statusCode(200).body(at("id", equalTo(key.id())));
        self(key.value()).statusCode(200).body(at("id", equalTo(key.id())));
        rotate(key.value(), "{}").statusCode(403);
        rotate(rotated, "{}").statusCode(200);
        self(key.value()).statusCode(401);
        self(rotated).statusCode(401);
    }

    @Test
    void doesNotRotateAKeyWhoseOwnerDoesNotAllowIt() {
        var key = issue(Map.of());

        rotate(key.value(), "{}").statusCode(403);

        self(key.value()).statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"overlap\":-1}", "{\"overlap\":7776001}", "{\"overlap\":\"x\"}"})
    void refusesAnInvalidOverlap(String body) {
        rotate(issue(Map.of("self_rotation", true)).value(), body).statusCode(422);
    }

    @Test
    void letsNoHolderChooseTheNewValue() {
        var key = issue(Map.of("self_rotation", true));

        rotate(key.value(), "{\"api_key\":\"a-value-that-is-long-enough\"}")
                .statusCode(200)
                .body(at("api_key", not(equalTo("a-value-that-is-long-enough"))));
    }

    @Test
    void revokesAKeyWhateverItsOwnerAllows() {
        var key = issue(Map.of());

        revoke(key.value(), "{\"reason\":\"key_compromise\",\"comment\":\"found in a log\"}")
                .statusCode(200)
                .body(at("id", equalTo(key.id())))
                .body(at("status", equalTo("revoked")))
                .body(at("revocation.reason", equalTo("key_compromise")))
                .body(at("revocation.comment", equalTo("found in a log")));

        self(key.value()).statusCode(401);
        revoke(key.value(), "{}").statusCode(401);
        verify(key.value()).body(at("code", equalTo("REVOKED")));
    }

    @Test
    void revokesDisabledAndExpiredKeysAndAcceptsEitherValue() {
        for (var end : List.<Consumer<String>>of(KeyLife::expire, KeyLife::disable)) {
            var key = issue(Map.of());
            end.accept(key.id());
            revoke(key.value(), "{}").statusCode(200).body(at("status", equalTo("revoked")));
        }
        var key = issue(Map.of("self_rotation", true));
        var rotated = rotate(key.value(), "{\"overlap\":3600}")
                .extract()
                .as(JsonAnswer.class)
                .<String>get("api_key");

        revoke(key.value(), "{}").statusCode(200).body(at("status", equalTo("revoked")));

        verify(key.value()).body(at("code", equalTo("REVOKED")));
        verify(rotated).body(at("code", equalTo("REVOKED")));
    }

    @Test
    void doesNotGuessWhichOfSeveralKeysIsMeant() {
        var value = "a-value-of-two-keys-" + UUID.randomUUID();
        var mine = issue(Map.of("api_key", value, "self_rotation", true));
        createKey(Map.of("agent_id", registerAgent().id(), "name", "other", "api_key", value))
                .then()
                .statusCode(200);

        self(value).statusCode(409);
        rotate(value, "{}").statusCode(409);
        revoke(value, "{}").statusCode(409);

        KeyLife.disable(mine.id());
        self(value).statusCode(200);
        revoke(value, "{}").statusCode(200);
        verify(value, agent).body(at("code", equalTo("DISABLED")));
    }

    @Test
    void theDescriptionHasItsOperations() {
        given().get("/openapi.json")
                .then()
                .body(at("paths.'/agent_api_keys/self'.get.security", equalTo(List.of(Map.of("agentKey", List.of())))))
                .body(at("paths.'/agent_api_keys/self/rotate'.post.responses.'409'", notNullValue()))
                .body(at("paths.'/agent_api_keys/self/revoke'.post.responses.'401'", notNullValue()));
    }

    private Key issue(Map<String, Object> more) {
        var body = new HashMap<String, Object>(more);
        body.put("agent_id", agent.id());
        body.put("name", "key-" + UUID.randomUUID());
        var answer = createKey(body).then().statusCode(200).extract().as(JsonAnswer.class);
        return new Key(answer.getString("id"), answer.getString("api_key"));
    }

    private static RequestSpecification holding(String value) {
        return given().header("X-Agent-API-Key", value);
    }

    private static ValidatableResponse self(String value) {
        return holding(value).get("/agent_api_keys/self").then();
    }

    private static ValidatableResponse rotate(String value, String body) {
        return holding(value)
                .contentType(ContentType.JSON)
                .body(body)
                .post("/agent_api_keys/self/rotate")
                .then();
    }

    private static ValidatableResponse revoke(String value, String body) {
        return holding(value)
                .contentType(ContentType.JSON)
                .body(body)
                .post("/agent_api_keys/self/revoke")
                .then();
    }

    private static ValidatableResponse verify(String key) {
        return json(Map.of("api_key", key))
                .post("/agent_api_keys/verify")
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse verify(String key, RegisteredAgent agent) {
        return json(Map.of("api_key", key, "agent_id", agent.id()))
                .post("/agent_api_keys/verify")
                .then()
                .statusCode(200);
    }
}
