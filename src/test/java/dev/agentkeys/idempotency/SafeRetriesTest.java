package dev.agentkeys.idempotency;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.Api.registration;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A request with an Idempotency-Key is executed once, however often it is sent. It gets the first answer each time. */
@QuarkusTest
class SafeRetriesTest {

    private static final String CREATE = "/agent_api_keys";
    private static final String WEBHOOK = "/agent_api_keys/webhook-trigger";
    private static final String REGISTER = "/agents/register";
    private static final String REGISTER_BUILD = "/agents/register-build";

    @Inject
    AnswerPurge purge;

    private final String key = UUID.randomUUID().toString();

    static Stream<String> routes() {
        return Stream.of(CREATE, WEBHOOK, REGISTER, REGISTER_BUILD);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void theSameRequestAgainGetsTheSameAnswerToTheByte(String route) {
        var body = bodyFor(route, registerAgent());

        var first = send(route, key, body);
        var second = send(route, key, body);
        var third = send(route, '"' + key + '"', body);

        first.then().statusCode(200).header("Idempotency-Replayed", nullValue());
        for (var repeated : List.of(second, third)) {
            repeated.then()
                    .statusCode(200)
                    .header("Idempotency-Replayed", "true")
                    .header("Cache-Control", "no-store")
                    .header("x-should-retry", nullValue())
                    .contentType(first.contentType());
            assertArrayEquals(first.asByteArray(), repeated.asByteArray());
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void anotherBodyUnderTheSameKeyIsRefused(String route) {
        var agent = registerAgent();
        send(route, key, bodyFor(route, agent)).then().statusCode(200);

        send(route, key, bodyFor(route, agent) + " ")
                .then()
                .statusCode(422)
                .header("x-should-retry", "false")
                .header("Retry-After", nullValue())
                .body(at("detail[0].loc", equalTo(List.of("header", "Idempotency-Key"))))
                .body(at("detail[0].type", equalTo("value_error")))
                .body(at("detail[0].msg", containsString("another body")));
    }

    @Test
    void aRequestWithoutAKeyOrWithAnotherOneIsANewRequest() {
        var body = Map.of("agent_id", registerAgent().id(), "name", "ci");
        send(CREATE, key, body).then().statusCode(200);

        createKey(body).then().statusCode(409).header("x-should-retry", "false");
        send(CREATE, UUID.randomUUID().toString(), body).then().statusCode(409).header("x-should-retry", "false");
    }

    @Test
    void theSameKeyOnAnotherRouteIsAnotherRequest() {
        var body = bodyFor(REGISTER, registerAgent());

        send(REGISTER_BUILD, key, body).then().statusCode(200);
        send(REGISTER, key, body).then().statusCode(200).header("Idempotency-Replayed", nullValue());
        send(REGISTER + "?x=1", key, body).then().statusCode(200).header("Idempotency-Replayed", nullValue());
        send(REGISTER, key, body).then().statusCode(200).header("Idempotency-Replayed", "true");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void aMalformedKeyIsRefusedAndNothingIsDone(String route) {
        var agent = registerAgent();
        var body = bodyFor(route, agent);
        for (var malformed : List.of("", "\"", "a b", "x".repeat(256))) {
            send(route, malformed, body)
                    .then()
                    .statusCode(400)
                    .header("x-should-retry", "false")
                    .body(at("code", equalTo(400)))
                    .body(at("message", containsString("Idempotency-Key")))
                    .body(at("data", nullValue()));
        }
        json(body)
                .header("Idempotency-Key", "a")
                .header("Idempotency-Key", "a")
                .post(route)
                .then()
                .statusCode(400)
                .body(at("message", containsString("once only")));
        assertEquals(1, keysOf(agent));
    }

    @Test
    void otherOperationsIgnoreTheKey() {
        json(Map.of("api_key", "unknown"))
                .header("Idempotency-Key", "not a key")
                .post("/agent_api_keys/verify")
                .then()
                .statusCode(200);
    }

    @Test
    void keepsNoAnswerOfAFailedRequest() {
        var agent = registerAgent();
        var body = Map.of("agent_id", agent.id(), "name", "ci");
        var taken = createKey(body).as(JsonAnswer.class).<String>get("id");
        send(CREATE, key, body).then().statusCode(409);
        send(CREATE, key, Map.of("agent_id", UUID.randomUUID(), "name", "ci"))
                .then()
                .statusCode(404);

        TestDatabase.query("delete from agent_api_key where id = ?::uuid returning id", taken);

        send(CREATE, key, body).then().statusCode(200).header("Idempotency-Replayed", nullValue());
    }

    @Test
    void aRequestIsRefusedWhileTheFirstOneIsInProgress() throws Exception {
        var agent = registerAgent();
        var body = Map.of("agent_id", agent.id(), "name", "ci");
        CompletableFuture<Response> first;
        try (var other = TestDatabase.connect()) {
            other.setAutoCommit(false);
            try (var lock = other.prepareStatement("select from agent where id = ?::uuid for update")) {
                lock.setString(1, agent.id());
                lock.executeQuery();
            }
            first = CompletableFuture.supplyAsync(() -> send(CREATE, key, body));
            await().until(() -> !waitingInserts("0 seconds").isEmpty());

            send(CREATE, key, body)
                    .then()
                    .statusCode(409)
                    .header("Retry-After", "1")
                    .header("x-should-retry", nullValue())
                    .body(at("code", equalTo(409)))
                    .body(at("message", containsString("still in progress")));
            other.rollback();
        }

        var answer = first.get(20, SECONDS);
        answer.then().statusCode(200);
        assertArrayEquals(answer.asByteArray(), send(CREATE, key, body).asByteArray());
    }

    /**
     * The service waits only for a short time for another request with the same key, but longer for a lock on the
     * agent.
     */
    @Test
    void aClaimDoesNotShortenTheWaitsOfTheChange() throws Exception {
        var agent = registerAgent();
        var body = Map.of("agent_id", agent.id(), "name", "ci");
        try (var other = TestDatabase.connect()) {
            other.setAutoCommit(false);
            try (var lock = other.prepareStatement("select from agent where id = ?::uuid for update")) {
                lock.setString(1, agent.id());
                lock.executeQuery();
            }
            var answer = CompletableFuture.supplyAsync(() -> send(CREATE, key, body));
            // A claim would not wait as long as this.
            await().until(() -> !waitingInserts("1 second").isEmpty());
            other.rollback();

            answer.get(20, SECONDS).then().statusCode(200);
        }
    }

    @Test
    void repeatsAnAnswerForADay() {
        var agent = registerAgent();
        var body = bodyFor(REGISTER, agent);
        var first = send(REGISTER, key, body);
        var scope = TestDatabase.query("select encode(scope, 'hex') from idempotent_answer order by created_at desc")
                .get(0);

        age(scope, "23 hours 59 minutes");
        send(REGISTER, key, body).then().header("Idempotency-Replayed", "true");

        age(scope, "24 hours 1 minute");
        send(REGISTER, key, body).then().statusCode(200).header("Idempotency-Replayed", nullValue());
        var repeated = send(REGISTER, key, body);
        repeated.then().header("Idempotency-Replayed", "true");
        assertEquals(
                first.as(JsonAnswer.class).<String>get("agent_api_key"),
                repeated.as(JsonAnswer.class).get("agent_api_key"));
    }

    @Test
    void oldAnswersArePurgedAndOthersAreNot() {
        var body = bodyFor(REGISTER, registerAgent());
        send(REGISTER, "young-" + key, body);
        var before = scopes();
        send(REGISTER, "old-" + key, body);
        var old = scopes();
        old.removeAll(before);
        age(old.get(0), "25 hours");

        purge.run().await().atMost(Duration.ofSeconds(20));

        assertEquals(before, scopes());
    }

    @Test
    void aKeptAnswerDoesNotOpenForAnotherRequest() {
        var agent = registerAgent();
        var before = scopes();
        var victim = Map.of("agent_id", agent.id(), "name", "of-the-victim");
        send(CREATE, "victim-" + key, victim).then().statusCode(200);
        var victims = scopes();
        victims.removeAll(before);
        before = scopes();
        send(CREATE, "thief-" + key, victim).then().statusCode(409);
        send(CREATE, "thief-" + key, Map.of("agent_id", agent.id(), "name", "of-the-thief"))
                .then()
                .statusCode(200);
        var thiefs = scopes();
        thiefs.removeAll(before);
        TestDatabase.query(
                "update idempotent_answer a set sealed_key_id = b.sealed_key_id, sealed_answer = b.sealed_answer"
                        + " from idempotent_answer b where encode(a.scope, 'hex') = ? and encode(b.scope, 'hex') = ?"
                        + " returning 1",
                thiefs.get(0),
                victims.get(0));

        send(CREATE, "thief-" + key, victim)
                .then()
                .statusCode(409)
                .header("x-should-retry", "false")
                .body(at("message", containsString("cannot be read any more")));
    }

    @Test
    void answers409IfTheKeyOfTheRingOfAnAnswerIsLost() {
        var agent = registerAgent();
        var body = Map.of("agent_id", agent.id(), "name", "ci");
        var before = scopes();
        send(CREATE, key, body).then().statusCode(200);
        var scope = scopes();
        scope.removeAll(before);
        TestDatabase.query(
                "update idempotent_answer set sealed_key_id = 'lost' where encode(scope, 'hex') = ? returning 1",
                scope.get(0));

        send(CREATE, key, body).then().statusCode(409).header("x-should-retry", "false");
    }

    @ParameterizedTest
    @MethodSource("routes")
    void requestsAtOnceGetOneAnswer(String route) {
        var agent = registerAgent();
        var body = bodyFor(route, agent);

        var answers = Concurrently.answersOf(20, () -> answerOf(route, body));

        assertEquals(1, answers.stream().distinct().count());
        assertEquals(route.equals(CREATE) || route.equals(WEBHOOK) ? 2 : 1, keysOf(agent));
    }

    @Test
    void rotatesOnceAlsoWithAChosenValue() {
        var agent = registerAgent();
        var id = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");
        var byId = "/agent_api_keys/" + id + "/rotate";
        var byName = "/agent_api_keys/name/ci/rotate?agent_id=" + agent.id();
        for (var route : List.of(byId, byName)) {
            for (var body : List.of("", "{\"overlap\": 60}", "{\"api_key\": \"" + UUID.randomUUID() + "\"}")) {
                var each = UUID.randomUUID().toString();
                var first = send(route, each, body);
                var second = send(route, each, body);

                first.then().statusCode(200).header("Idempotency-Replayed", nullValue());
                second.then().statusCode(200).header("Idempotency-Replayed", "true");
                assertArrayEquals(first.asByteArray(), second.asByteArray());
                send(route, each, "{\"overlap\": 1}").then().statusCode(422);
            }
        }
    }

    @Test
    void aHolderGetsALostAnswerToARotationWithTheOldValue() {
        var created = createKey(Map.of("agent_id", registerAgent().id(), "name", "ci", "self_rotation", true))
                .as(JsonAnswer.class);
        var old = created.getString("api_key");

        var first = rotateOwn(old, key);
        var again = rotateOwn(old, key);

        first.then().statusCode(200).header("Idempotency-Replayed", nullValue());
        again.then().statusCode(200).header("Idempotency-Replayed", "true");
        assertArrayEquals(first.asByteArray(), again.asByteArray());
        rotateOwn(old, UUID.randomUUID().toString()).then().statusCode(403);
        rotateOwn(
                        first.as(JsonAnswer.class).getString("api_key"),
                        UUID.randomUUID().toString())
                .then()
                .statusCode(200)
                .header("Idempotency-Replayed", nullValue());
    }

    private static Response rotateOwn(String value, String idempotencyKey) {
        return given().header("X-Agent-API-Key", value)
                .header("Idempotency-Key", idempotencyKey)
                .contentType("application/json")
                .body("{\"overlap\":60}")
                .post("/agent_api_keys/self/rotate");
    }

    @Test
    void keepsNoAnswerOfARefusedRotation() {
        var agent = registerAgent();
        var id = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");
        json("{}").post("/agent_api_keys/" + id + "/revoke").then().statusCode(200);
        var kept = scopes();

        send("/agent_api_keys/" + id + "/rotate", key, "{}")
                .then()
                .statusCode(409)
                .header("x-should-retry", "false");

        assertEquals(kept, scopes());
    }

    @Test
    void rotationsAtOnceWithOneKeyGetOneAnswer() {
        var agent = registerAgent();
        var id = createKey(Map.of("agent_id", agent.id(), "name", "ci"))
                .as(JsonAnswer.class)
                .<String>get("id");

        var answers = Concurrently.answersOf(20, () -> answerOf("/agent_api_keys/" + id + "/rotate", "{}"));

        assertEquals(1, answers.stream().distinct().count());
    }

    @Test
    void anotherIdempotencyKeyCreatesAnotherKey() {
        var agent = registerAgent();

        var one = send(CREATE, key, Map.of("agent_id", agent.id(), "name", "one"))
                .as(JsonAnswer.class)
                .<String>get("api_key");
        var two = send(CREATE, key + "2", Map.of("agent_id", agent.id(), "name", "two"))
                .as(JsonAnswer.class)
                .<String>get("api_key");

        assertNotEquals(one, two);
    }

    /** Sends a request again while the answer says that a retry helps, as a client does. */
    private String answerOf(String route, String body) {
        for (int i = 0; i < 60; i++) {
            var answer = send(route, key, body);
            if (answer.header("Retry-After") == null) {
                answer.then().statusCode(200);
                return answer.asString();
            }
        }
        throw new AssertionError("Still in progress");
    }

    private static String bodyFor(String route, RegisteredAgent agent) {
        return switch (route) {
            case CREATE -> "{\"agent_id\": \"" + agent.id() + "\", \"name\": \"ci\"}";
            case WEBHOOK ->
                "{\"agent_name\": \"" + agent.name() + "\", \"name\": \"octo/hello\", \"forward_path\": \"hook\"}";
            default -> new JsonObject(registration(agent.name())).encode();
        };
    }

    private static Response send(String route, String key, Object body) {
        return json(body).header("Idempotency-Key", key).post(route);
    }

    private static List<String> waitingInserts(String sinceAtLeast) {
        return TestDatabase.query(
                "select pid from pg_stat_activity where wait_event_type = 'Lock'"
                        + " and query like '%insert into agent_api_key%' and pid <> pg_backend_pid()"
                        + " and clock_timestamp() - query_start >= ?::interval",
                sinceAtLeast);
    }

    private static void age(String scope, String time) {
        TestDatabase.query(
                "update idempotent_answer set created_at = now() - ?::interval where encode(scope, 'hex') = ?"
                        + " returning 1",
                time,
                scope);
    }

    private static List<String> scopes() {
        return TestDatabase.query("select encode(scope, 'hex') from idempotent_answer order by created_at, scope");
    }

    private static int keysOf(RegisteredAgent agent) {
        return TestDatabase.query("select id from agent_api_key where agent_id = ?::uuid", agent.id())
                .size();
    }
}
