package dev.agentkeys.apikey;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CreateApiKeyTest {

    private static final String SUPPLIED = "a-key-the-caller-brought";

    @Test
    void answersTheContractsFieldsAndTheTermsOfTheKey() {
        var agent = registerAgent();

        var answer = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body(at("agent_id", equalTo(agent.id())))
                .body(at("name", equalTo("ci")))
                .body(at("api_key_type", equalTo("external")))
                .extract()
                .as(JsonAnswer.class);

        assertEquals(
                java.util.Set.of(
                        "id",
                        "agent_id",
                        "created_at",
                        "name",
                        "api_key_type",
                        "api_key",
                        "expires_at",
                        "metadata",
                        "self_rotation"),
                answer.getMap("").keySet());
        assertEquals(7, UUID.fromString(answer.getString("id")).version());
        var createdAt = Instant.parse(answer.getString("created_at"));
        assertTrue(Duration.between(createdAt, Instant.now()).abs().toMinutes() < 5);
    }

    @Test
    void findsTheAgentByName() {
        var agent = registerAgent();

        createKey(Map.of("agent_name", agent.name(), "name", "ci"))
                .then()
                .statusCode(200)
                .body(at("agent_id", equalTo(agent.id())));
    }

    @ParameterizedTest
    @CsvSource({"external,ext", "internal,int", "github,gh", "slack,sl"})
    void generatesAKeyThatNamesItsType(String type, String tag) {
        for (var reference : Map.of(
                        "agent_id",
                        registerAgent().id(),
                        "agent_name",
                        registerAgent().name())
                .entrySet()) {
            createKey(Map.of(reference.getKey(), reference.getValue(), "name", "octo/ci", "api_key_type", type))
                    .then()
                    .statusCode(200)
                    .body(at("api_key_type", equalTo(type)))
                    .body(at("api_key", matchesPattern("agk_" + tag + "_[0-9A-Za-z]{49}")));
        }
    }

    @Test
    void generatesAnotherKeyEachTime() {
        var agent = registerAgent();

        String one = createKey(Map.of("agent_id", agent.id(), "name", "one"))
                .as(JsonAnswer.class)
                .get("api_key");
        String two = createKey(Map.of("agent_id", agent.id(), "name", "two"))
                .as(JsonAnswer.class)
                .get("api_key");

        assertNotEquals(one, two);
    }

    @Test
    void acceptsASuppliedKeyAsItIs() {
        var agent = registerAgent();
        var key = "Bring your own: ünïcødé, spaces & 😀";

        createKey(Map.of("agent_id", agent.id(), "name", "mine", "api_key", key))
                .then()
                .statusCode(200)
                .body(at("api_key", equalTo(key)));
    }

    @Test
    void treatsEmptyReferencesAndAnEmptyKeyAsAbsent() {
        var agent = registerAgent();

        createKey(Map.of("agent_id", agent.id(), "agent_name", "", "name", "ci", "api_key", ""))
                .then()
                .statusCode(200)
                .body(at("api_key", matchesPattern("agk_ext_[0-9A-Za-z]{49}")));
    }

    @Test
    void treatsNullReferencesAndANullKeyAsAbsent() {
        var body = new HashMap<String, Object>();
        body.put("agent_id", null);
        body.put("agent_name", registerAgent().name());
        body.put("name", "ci");
        body.put("api_key", null);

        createKey(body).then().statusCode(200).body(at("api_key", matchesPattern("agk_ext_[0-9A-Za-z]{49}")));
    }

    @Test
    void ignoresFieldsItDoesNotKnow() {
        createKey(Map.of("agent_id", registerAgent().id(), "name", "ci", "valid_until", "never"))
                .then()
                .statusCode(200);
    }

    @Test
    void acceptsNamesOfAnyCharactersUpTo256() {
        var agent = registerAgent();
        for (var name : new String[] {
            "org/repo", "a%2Fb", "...", "/", "%", "名前", "😀".repeat(256), " ", "'; drop table agent --"
        }) {
            createKey(Map.of("agent_id", agent.id(), "name", name))
                    .then()
                    .statusCode(200)
                    .body(at("name", equalTo(name)));
        }
    }

    @Test
    void refusesTheSameNameTwice() {
        var agent = registerAgent();
        var body = Map.of("agent_id", agent.id(), "name", "ci");
        createKey(body).then().statusCode(200);

        createKey(body)
                .then()
                .statusCode(409)
                .body(at(
                        "message",
                        equalTo("external agent API key 'ci' already exists for agent ID " + agent.id() + ".")))
                .body(at("code", equalTo(409)))
                .body(at("data", equalTo(null)));
    }

    @Test
    void allowsTheSameNameForAnotherTypeOrAnotherAgent() {
        var agent = registerAgent();
        for (var type : new String[] {"external", "internal", "github", "slack"}) {
            createKey(Map.of("agent_id", agent.id(), "name", "octo/ci", "api_key_type", type))
                    .then()
                    .statusCode(200);
        }

        createKey(Map.of("agent_id", registerAgent().id(), "name", "octo/ci"))
                .then()
                .statusCode(200);
    }

    @Test
    void refusesANameOfGitHubThatDiffersFromAnotherOnlyInCase() {
        var agent = registerAgent();
        var names = List.of("Octo/Hello", "octo/hello", "OCTO/HELLO", "octo/Hello");
        var next = new AtomicInteger();

        var statuses = Concurrently.answersOf(16, () -> createKey(Map.of(
                        "agent_id",
                        agent.id(),
                        "name",
                        names.get(next.getAndIncrement() % names.size()),
                        "api_key_type",
                        "github"))
                .statusCode());

        assertEquals(1, Collections.frequency(statuses, 200), statuses::toString);
        assertEquals(15, Collections.frequency(statuses, 409), statuses::toString);
        createKey(Map.of("agent_id", agent.id(), "name", "oCTO/hELLO", "api_key_type", "github"))
                .then()
                .statusCode(409)
                .body(at(
                        "message",
                        equalTo("github agent API key 'oCTO/hELLO' already exists for agent ID " + agent.id() + ".")));
        for (var name : names) {
            createKey(Map.of("agent_id", agent.id(), "name", name)).then().statusCode(200);
        }
    }

    @Test
    void refusesBothReferencesAndNone() {
        createKey(Map.of("agent_id", "a", "agent_name", "b", "name", "ci"))
                .then()
                .statusCode(400)
                .body(
                        at(
                                "message",
                                equalTo(
                                        "Only one of 'agent_id' or 'agent_name' should be provided to create an agent api_key.")))
                .body(at("code", equalTo(400)));
        createKey(Map.of("name", "ci"))
                .then()
                .statusCode(400)
                .body(at(
                        "message",
                        equalTo("Either 'agent_id' or 'agent_name' must be provided to create an agent api_key.")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-7000-8000-000000000000", "not-a-uuid", "1-1-1-1-1", "'"})
    void saysWhichIdDoesNotExist(String id) {
        createKey(Map.of("agent_id", id, "name", "ci"))
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with id '" + id + "' does not exist.")))
                .body(at("code", equalTo(404)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"external", "github"})
    void saysWhichNameDoesNotExist(String type) {
        createKey(Map.of("agent_name", "nobody", "name", "octo/ci", "api_key_type", type))
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Item with name 'nobody' does not exist.")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"external", "internal", "github", "slack"})
    void storesNoPlaintext(String type) {
        var agent = registerAgent();
        var id = createKey(
                        Map.of("agent_id", agent.id(), "name", "octo/kept", "api_key_type", type, "api_key", SUPPLIED))
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .<String>get("id");

        var row = TestDatabase.query("""
                select concat_ws(' ', k::text, encode(fingerprint, 'escape'), encode(sealed_value, 'escape'))
                from agent_api_key k where id = ?::uuid""", id);
        assertEquals(1, row.size());
        org.hamcrest.MatcherAssert.assertThat(row.get(0), not(org.hamcrest.Matchers.containsString(SUPPLIED)));
    }
}
