package dev.agentkeys.access;

import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.OwnService;
import dev.agentkeys.testsupport.TestDatabase;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * With open registration, agents register without credentials. An agent gets its key at its first registration. Only
 * the agent itself, or the caller that registered it, learns more afterwards.
 */
class OpenRegistrationIT {

    private static OwnService service;

    private final Map<String, Object> body = Api.registration("agent-" + UUID.randomUUID());

    @BeforeAll
    static void start() {
        service = StaticAccess.startWithOpenRegistration();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aNewAgentRegistersWithoutCredentialsAndGetsItsKey() {
        register(given()).statusCode(200).body(at("agent_api_key", startsWith("agk_int_")));
    }

    /**
     * Such callers have no identity, so a kept answer would go to the first caller that guesses the idempotency key.
     */
    @Test
    void noAnswerIsKeptForCallersWithoutCredentials() {
        register(given().header("Idempotency-Key", "guessed")).statusCode(200);

        register(given().header("Idempotency-Key", "guessed")).statusCode(401);
    }

    @Test
    void showsAnExistingAgentItsKeyOnlyWithProof() {
        String key = register(given()).extract().as(JsonAnswer.class).get("agent_api_key");

        refuse();
        register(given().header("X-Agent-API-Key", key)).statusCode(200).body(at("agent_api_key", equalTo(key)));
        register(Agents.admin()).statusCode(200).body(at("agent_api_key", equalTo(key)));
    }

    @Test
    void aRegistrationWithoutProofChangesNothingOfARunningAgent() {
        body.put("registration_metadata", Map.of("commit", "abc"));
        var registered = register(given()).statusCode(200).extract();
        var before = row();

        refuse();
        Map.of(
                        "description", "Of an intruder",
                        "acp_url", "http://intruder.example",
                        "acp_type", "sync",
                        "agent_input_type", "json",
                        "registration_metadata", Map.of("filled", "x".repeat(60_000)))
                .forEach((field, value) -> {
                    var said = body.put(field, value);
                    refuse();
                    body.put(field, said);
                });
        body.put("agent_id", registered.as(JsonAnswer.class).get("id"));
        refuse();

        assertEquals(before, row());
    }

    /** The refusal does not even say whether the registered values are the stored ones. */
    @Test
    void aRefusedRegistrationLearnsNothingAboutTheAgent() {
        body.put("registration_metadata", Map.of("commit", "abc"));
        String key = register(given()).extract().as(JsonAnswer.class).get("agent_api_key");
        body.remove("registration_metadata");

        var equal = refuse().extract().asString();
        body.put("acp_url", "http://elsewhere.example");
        assertEquals(equal, refuse().extract().asString());
        register(given().header("X-Agent-API-Key", key))
                .statusCode(200)
                .body(at("registration_metadata.commit", equalTo("abc")));
    }

    @Test
    void aRunningAgentWhoseKeyWasDeletedGetsNoNewOneWithoutProof() {
        var registered = register(given()).extract();
        String id = registered.as(JsonAnswer.class).get("id");
        String formerKey = registered.as(JsonAnswer.class).get("agent_api_key");
        String keyId = Agents.admin()
                .get("/agent_api_keys?agent_id=" + id)
                .as(JsonAnswer.class)
                .get("[0].id");
        Agents.admin().delete("/agent_api_keys/" + keyId).then().statusCode(200);

        refuse();
        register(given().header("X-Agent-API-Key", formerKey)).statusCode(401);
        Agents.admin().get("/agent_api_keys?agent_id=" + id).then().body(at("$", hasSize(0)));
        register(Agents.admin()).statusCode(200).body(at("agent_api_key", startsWith("agk_int_")));
    }

    @Test
    void givesOneOfManyRegistrationsAtOnceTheKey() {
        var answers = Concurrently.answersOf(20, () -> {
            var answer = register(given()).extract();
            return answer.statusCode() + " " + answer.as(JsonAnswer.class).get("agent_api_key");
        });

        assertEquals(
                1,
                answers.stream()
                        .filter(answer -> answer.startsWith("200 agk_int_"))
                        .count(),
                answers.toString());
        assertEquals(19, answers.stream().filter("401 null"::equals).count(), answers.toString());
    }

    /**
     * Each incarnation of the agent begins with one registration. The key in the answer to that registration is the
     * only key of the incarnation.
     */
    @Test
    void registrationsThatMeetDeletionsLeaveNoAgentWithoutItsKeyAndNoKeyWithoutItsAgent() {
        var turn = new AtomicInteger();
        var keys = new ConcurrentLinkedQueue<String>();
        var deletions = new AtomicInteger();
        for (int round = 0; round < 4; round++) {
            Concurrently.answersOf(16, () -> {
                if (turn.getAndIncrement() % 2 == 0) {
                    var answer = register(given()).extract();
                    if (answer.statusCode() == 200) {
                        keys.add(answer.as(JsonAnswer.class).get("agent_api_key"));
                    } else {
                        assertEquals(401, answer.statusCode());
                    }
                } else if (Agents.admin()
                                .delete("/agents/name/" + body.get("name"))
                                .statusCode()
                        == 200) {
                    deletions.incrementAndGet();
                }
                return null;
            });
            assertOneKeyForEachLife(Set.copyOf(keys), keys.size(), deletions.get());
        }
    }

    private void assertOneKeyForEachLife(Set<String> keys, int lives, int deletions) {
        var stored = TestDatabase.query(
                "select k.agent_incarnation from agent_api_key k join agent a on a.id = k.agent_id where a.name = ?",
                body.get("name"));
        var live = TestDatabase.query(
                "select k.id from agent_api_key k join agent a on a.id = k.agent_id"
                        + " and a.incarnation = k.agent_incarnation where a.name = ?",
                body.get("name"));
        assertEquals(lives, keys.size());
        assertEquals(lives, stored.size());
        assertEquals(lives, Set.copyOf(stored).size());
        assertEquals(lives - deletions, live.size());
        var status = TestDatabase.query("select status from agent where name = ?", body.get("name"));
        assertEquals(live.isEmpty() ? List.of("Deleted") : List.of("Ready"), status);
        var valid = keys.stream()
                .filter(key -> Agents.admin()
                        .body(Map.of("api_key", key))
                        .post("/agent_api_keys/verify")
                        .as(JsonAnswer.class)
                        .get("valid"))
                .count();
        assertEquals(live.size(), valid);
    }

    /** Metadata that other callers have registered for an agent does not keep the agent from starting. */
    @Test
    void replacesOthersMetadataWithTheAgentsOwnIfBothDoNotFit() {
        String key = register(given()).extract().as(JsonAnswer.class).get("agent_api_key");
        body.put("registration_metadata", Map.of("filled", "x".repeat(1_000_000)));
        register(Agents.admin()).statusCode(200);
        body.put("registration_metadata", Map.of("own", "x".repeat(100_000)));

        register(Agents.admin()).statusCode(422).body(at("detail[0].msg", containsString("to make room")));
        var registered = register(given().header("X-Agent-API-Key", key))
                .statusCode(200)
                .body(at("registration_metadata", equalTo(body.get("registration_metadata"))))
                .extract()
                .asString();
        assertEquals(
                registered,
                register(given().header("X-Agent-API-Key", key)).extract().asString());
        body.put("registration_metadata", Map.of("own", "y"));
        register(given().header("X-Agent-API-Key", key))
                .statusCode(200)
                .body(at("registration_metadata.own", equalTo("y")));
    }

    @Test
    void metadataOfABuildDoesNotKeepTheAgentFromRunning() {
        build(Map.of("filled", "x".repeat(1_000_000)));
        body.put("registration_metadata", Map.of("own", "x".repeat(100_000)));

        register(given()).statusCode(200).body(at("agent_api_key", startsWith("agk_int_")));
    }

    /** The agent has a key, so it can prove its identity, although it never ran. */
    @Test
    void aBuildThatHasAnInternalKeyIsNotRegisteredWithoutProof() {
        build(Map.of());
        String key = Agents.admin()
                .body(Map.of("agent_name", body.get("name"), "name", "its-own", "api_key_type", "internal"))
                .post("/agent_api_keys")
                .as(JsonAnswer.class)
                .get("api_key");

        refuse();
        register(given().header("X-Agent-API-Key", key)).statusCode(200).body(at("agent_api_key", equalTo(key)));
    }

    @Test
    void anAgentThatWasOnlyBuiltGetsItsKeyAtItsFirstRegistration() {
        build(Map.of("commit", "abc"));

        register(given())
                .statusCode(200)
                .body(at("status", equalTo("Ready")))
                .body(at("registration_metadata", nullValue()))
                .body(at("agent_api_key", startsWith("agk_int_")));
        refuse();
    }

    @Test
    void noCallerRenamesAnAgentWithoutProof() {
        String id = register(given()).extract().as(JsonAnswer.class).get("id");
        String formerName = (String) body.put("name", "renamed-" + UUID.randomUUID());
        body.put("agent_id", id);

        register(given()).statusCode(404);
        Agents.admin().get("/agents/" + id).then().body(at("name", equalTo(formerName)));
    }

    @Test
    void anAgentRenamesItselfWithProof() {
        var registered = register(given()).extract();
        body.put("name", "renamed-" + UUID.randomUUID());
        body.put("agent_id", registered.as(JsonAnswer.class).get("id"));

        register(given().header(
                                "X-Agent-API-Key",
                                registered.as(JsonAnswer.class).<String>get("agent_api_key")))
                .statusCode(200)
                .body(at("id", equalTo(registered.as(JsonAnswer.class).get("id"))))
                .body(at("name", equalTo(body.get("name"))));
    }

    @Test
    void aDeletedAgentThatRegistersAgainHasOnlyANewKey() {
        body.put("registration_metadata", Map.of("commit", "abc"));
        var registered = register(given()).extract();
        Agents.admin()
                .delete("/agents/" + registered.as(JsonAnswer.class).get("id"))
                .then()
                .statusCode(200);
        body.put("acp_url", "http://elsewhere.example");
        body.remove("registration_metadata");

        String key = register(given())
                .statusCode(200)
                .body(at("id", equalTo(registered.as(JsonAnswer.class).get("id"))))
                .body(at("agent_api_key", startsWith("agk_int_")))
                .extract()
                .as(JsonAnswer.class)
                .get("agent_api_key");
        register(given().header("X-Agent-API-Key", key)).statusCode(200).body(at("registration_metadata", nullValue()));
    }

    @Test
    void anotherAgentsKeyProvesNothing() {
        var other = Agents.register();
        register(given());

        register(given().header("X-Agent-API-Key", other.internalKey())).statusCode(403);
    }

    @Test
    void aBadCredentialIsNotIgnored() {
        register(given().header("Authorization", "")).statusCode(200);
        body.put("name", "agent-" + UUID.randomUUID());
        register(given().header("Cookie", "of=somebody-else").header("X-API-Key", "of-another"))
                .statusCode(200);
        register(given().header("X-Agent-API-Key", "of-nobody")).statusCode(401);
        register(given().header("Authorization", "Bearer of-nobody")).statusCode(401);
        register(given().header("Authorization", "Bearer " + StaticAccess.tokenOf(Role.AGENTS_READ)))
                .statusCode(403);
    }

    @Test
    void asksForCredentialsOnEveryOtherRoute() {
        given().get("/agents").then().statusCode(401);
        given().get("/agent_api_keys?agent_id=" + UUID.randomUUID()).then().statusCode(401);
        given().contentType(ContentType.JSON)
                .body(Map.of("name", "built", "description", "An agent"))
                .post("/agents/register-build")
                .then()
                .statusCode(401);
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/agents//register")
                .then()
                .statusCode(404);
    }

    private void build(Map<String, Object> metadata) {
        Agents.admin()
                .body(Map.of("name", body.get("name"), "description", "Built", "registration_metadata", metadata))
                .post("/agents/register-build")
                .then()
                .statusCode(200);
    }

    /** Registers without proof, and checks that the refusal says what to do. */
    private ValidatableResponse refuse() {
        return register(given())
                .statusCode(401)
                .header("WWW-Authenticate", notNullValue())
                .body(at("message", startsWith("Agent " + body.get("name") + " is registered already")))
                .body(at("message", containsString("X-Agent-API-Key")))
                .body(at("agent_api_key", nullValue()));
    }

    private List<String> row() {
        return TestDatabase.query("select agent::text from agent where name = ?", body.get("name"));
    }

    private ValidatableResponse register(RequestSpecification request) {
        return request.contentType(ContentType.JSON)
                .body(body)
                .post("/agents/register")
                .then();
    }
}
