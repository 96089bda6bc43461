package dev.agentkeys.verification;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.JsonAnswer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class VerifyTest {

    private static final String NEVER_ISSUED = "agk_ext_0NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN14UPCM";

    @Test
    void verifiesAGoodKeyAndNamesItsAgent() {
        var agent = registerAgent();
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci")).as(JsonAnswer.class);

        var answer = verify(Map.of("api_key", key.getString("api_key")))
                .header("Cache-Control", "no-store")
                .body(at("valid", equalTo(true)))
                .body(at("code", equalTo("VALID")))
                .body(at("key.id", equalTo(key.getString("id"))))
                .body(at("key.name", equalTo("ci")))
                .body(at("key.api_key_type", equalTo("external")))
                .body(at("key.agent_id", equalTo(agent.id())))
                .body(at("key.agent_name", equalTo(agent.name())))
                .body(at("key.created_at", equalTo(key.getString("created_at"))))
                .body(at("key.expires_at", nullValue()))
                .body(at("key.rotated_at", nullValue()))
                .body(not(containsString(key.getString("api_key"))))
                .extract()
                .as(JsonAnswer.class);

        assertEquals(Set.of("valid", "code", "key"), answer.getMap("").keySet());
        assertEquals(
                Set.of(
                        "id",
                        "name",
                        "api_key_type",
                        "agent_id",
                        "agent_name",
                        "created_at",
                        "expires_at",
                        "rotated_at"),
                answer.getMap("key").keySet());
    }

    @Test
    void verifiesAnInternalKey() {
        var agent = registerAgent();

        verify(Map.of("api_key", agent.internalKey(), "agent_name", agent.name()))
                .body(at("code", equalTo("VALID")))
                .body(at("key.api_key_type", equalTo("internal")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a key of the caller's own", "ünïcødé 😀 key of mine"})
    void verifiesASuppliedKey(String prefix) {
        var value = prefix + UUID.randomUUID();
        createKey(Map.of("agent_id", registerAgent().id(), "name", "mine", "api_key", value));

        verify(Map.of("api_key", value)).body(at("code", equalTo("VALID"))).body(at("key.name", equalTo("mine")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"github", "slack"})
    void neverAcceptsASigningSecretAsAKey(String type) {
        var value = "a-signing-secret-" + UUID.randomUUID();
        createKey(Map.of("agent_id", registerAgent().id(), "name", "octo/hook", "api_key_type", type, "api_key", value))
                .then()
                .statusCode(200);
        var generated = createKey(Map.of("agent_id", registerAgent().id(), "name", "octo/hook", "api_key_type", type))
                .as(JsonAnswer.class)
                .<String>get("api_key");

        verify(Map.of("api_key", value)).body(at("code", equalTo("NOT_FOUND"))).body(at("key", nullValue()));
        verify(Map.of("api_key", generated)).body(at("code", equalTo("NOT_FOUND")));
    }

    @ParameterizedTest
    @ValueSource(strings = {NEVER_ISSUED, "x", "\u0000", " ", "agk_", "agk_zz_0"})
    void doesNotFindAKeyThatWasNeverIssued(String key) {
        verify(Map.of("api_key", key))
                .body(at("valid", equalTo(false)))
                .body(at("code", equalTo("NOT_FOUND")))
                .body(at("key", nullValue()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"agk_ext_", "agk_ext_x", "agk_gh_0000000000000000000000000000000000000000000000000"})
    void distinguishesAMisspeltKeyFromAnUnknownOne(String key) {
        verify(Map.of("api_key", key)).body(at("valid", equalTo(false))).body(at("code", equalTo("MALFORMED")));
    }

    @Test
    void noticesAnyChangedCharacterOfAGeneratedKey() {
        var key = createKey(Map.of("agent_id", registerAgent().id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("api_key");

        for (int i = "agk_ext_".length(); i < key.length(); i += 7) {
            var other = key.charAt(i) == 'x' ? 'y' : 'x';
            verify(Map.of("api_key", key.substring(0, i) + other + key.substring(i + 1)))
                    .body(at("code", equalTo("MALFORMED")));
        }
    }

    @Test
    void recognizesAnotherAgentsKeyWithoutNamingTheAgent() {
        var key = createKey(Map.of("agent_id", registerAgent().id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("api_key");
        var other = registerAgent();

        for (var reference :
                Map.of("agent_id", other.id(), "agent_name", other.name()).entrySet()) {
            verify(Map.of("api_key", key, reference.getKey(), reference.getValue()))
                    .body(at("valid", equalTo(false)))
                    .body(at("code", equalTo("AGENT_MISMATCH")))
                    .body(at("key", nullValue()));
        }
        verify(Map.of("api_key", key, "agent_name", "nobody")).body(at("code", equalTo("AGENT_MISMATCH")));
        verify(Map.of("api_key", key, "agent_id", "not-an-id")).body(at("code", equalTo("AGENT_MISMATCH")));
    }

    @Test
    void findsTheAgentsOwnKeyAmongEqualOnes() {
        var value = "brought-along-twice-" + UUID.randomUUID();
        var one = registerAgent();
        var two = registerAgent();
        createKey(Map.of("agent_id", one.id(), "name", "of-one", "api_key", value));
        createKey(Map.of("agent_id", two.id(), "name", "of-two", "api_key", value));

        verify(Map.of("api_key", value, "agent_id", two.id())).body(at("key.name", equalTo("of-two")));
        verify(Map.of("api_key", value, "agent_name", one.name())).body(at("key.name", equalTo("of-one")));
        verify(Map.of("api_key", value)).body(at("key.name", equalTo("of-one")));
    }

    @Test
    void findsTheAgentsOwnKeyEvenIfManyAgentsHaveTheSameValue() {
        var value = "brought-along-by-a-crowd-" + UUID.randomUUID();
        var agents = Stream.generate(Api::registerAgent).limit(102).toList();
        for (var agent : agents) {
            createKey(Map.of("agent_id", agent.id(), "name", "shared", "api_key", value))
                    .then()
                    .statusCode(200);
        }
        var last = agents.get(agents.size() - 1);

        verify(Map.of("api_key", value, "agent_id", last.id())).body(at("key.agent_id", equalTo(last.id())));
        verify(Map.of("api_key", value, "agent_name", last.name())).body(at("key.agent_id", equalTo(last.id())));
        given().header("X-Agent-API-Key", value)
                .queryParam("agent_name", last.name())
                .get("/agent_api_keys/authorize")
                .then()
                .statusCode(200)
                .header("X-Agent-Id", last.id());
        verify(Map.of("api_key", value))
                .body(at("key.agent_id", equalTo(agents.get(0).id())));
        verify(Map.of("api_key", value, "agent_id", registerAgent().id())).body(at("code", equalTo("AGENT_MISMATCH")));
    }

    @Test
    void refusesADeletedKeyFromTheAnswerOn() {
        var key = createKey(Map.of("agent_id", registerAgent().id(), "name", "ci"))
                .as(JsonAnswer.class);
        verify(Map.of("api_key", key.getString("api_key"))).body(at("valid", equalTo(true)));

        given().delete("/agent_api_keys/{id}", key.getString("id")).then().statusCode(200);

        verify(Map.of("api_key", key.getString("api_key"))).body(at("code", equalTo("NOT_FOUND")));
    }

    @Test
    void acceptsAKeyThatWasVerifiedBeforeItExisted() {
        var value = "tried-too-early-" + UUID.randomUUID();
        verify(Map.of("api_key", value)).body(at("code", equalTo("NOT_FOUND")));

        createKey(Map.of("agent_id", registerAgent().id(), "name", "ci", "api_key", value));

        verify(Map.of("api_key", value)).body(at("code", equalTo("VALID")));
    }

    @Test
    void refusesADeletedAgentsKeysAndNeverRevivesThem() {
        var agent = registerAgent();
        var key = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("api_key");
        given().delete("/agents/{id}", agent.id()).then().statusCode(200);

        verify(Map.of("api_key", key)).body(at("code", equalTo("NOT_FOUND")));
        verify(Map.of("api_key", agent.internalKey())).body(at("code", equalTo("NOT_FOUND")));

        var revived = registerAgent(agent.name());
        verify(Map.of("api_key", key)).body(at("code", equalTo("NOT_FOUND")));
        verify(Map.of("api_key", agent.internalKey())).body(at("code", equalTo("NOT_FOUND")));
        verify(Map.of("api_key", revived.internalKey())).body(at("code", equalTo("VALID")));
    }

    @Test
    void treatsEmptyReferencesAsAbsentAndRefusesBoth() {
        var agent = registerAgent();

        verify(Map.of("api_key", agent.internalKey(), "agent_id", "", "agent_name", ""))
                .body(at("code", equalTo("VALID")));
        json(Map.of("api_key", agent.internalKey(), "agent_id", agent.id(), "agent_name", agent.name()))
                .post("/agent_api_keys/verify")
                .then()
                .statusCode(400)
                .body(
                        at(
                                "message",
                                equalTo(
                                        "Only one of 'agent_id' or 'agent_name' should be provided to verify an agent api_key.")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"api_key\":null}", "{\"api_key\":5}", "{\"api_key\":\"\"}", "{\"api_key\":\"\\ud800\"}"
            })
    void refusesAnInvalidQuestion(String body) {
        json(body)
                .post("/agent_api_keys/verify")
                .then()
                .statusCode(422)
                .body(at("detail[0].loc", contains("body", "api_key")));
    }

    @Test
    void neverEchoesTheKey() {
        json("{\"api_key\":\"the-canary\\ud800\",\"agent_id\":7}")
                .post("/agent_api_keys/verify")
                .then()
                .statusCode(422)
                .body(not(containsString("canary")))
                .body(at(
                        "detail",
                        Matchers.<Map<String, Object>>hasItem(
                                allOf(hasEntry("loc", (Object) List.of("body", "api_key")), not(hasKey("input"))))));
    }

    @Test
    void isDescribedWithAllItsCodes() {
        given().get("/openapi.json")
                .then()
                .body(at(
                        "paths.'/agent_api_keys/verify'.post.operationId",
                        equalTo("verify_api_key_agent_api_keys_verify_post")))
                .body(at(
                        "components.schemas.VerificationCode.enum",
                        contains(
                                "VALID",
                                "NOT_FOUND",
                                "MALFORMED",
                                "AGENT_MISMATCH",
                                "EXPIRED",
                                "DISABLED",
                                "REVOKED")));
    }

    private static ValidatableResponse verify(Map<String, ?> question) {
        return json(question).post("/agent_api_keys/verify").then().statusCode(200);
    }
}
