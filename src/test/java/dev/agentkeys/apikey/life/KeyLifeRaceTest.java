package dev.agentkeys.apikey.life;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.Concurrently.answersOf;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Several requests change one key at the same time. The key ends in a state that the same requests could also produce
 * one after the other.
 */
@QuarkusTest
class KeyLifeRaceTest {

    private static final int RACERS = 40;
    private static final int ROUNDS = 5;

    private String agentId;

    @BeforeEach
    void register() {
        agentId = registerAgent().id();
    }

    @Test
    void ofRotationsAtOnceOneValueIsGoodAfterwards() {
        for (int round = 0; round < ROUNDS; round++) {
            var id = create("rotated-" + round);

            var answers = answersOf(RACERS, () -> rotate(id));

            assertTrue(Set.of(200, 409).containsAll(statuses(answers)), () -> statuses(answers)
                    .toString());
            var good = answers.stream()
                    .filter(answer -> answer.statusCode() == 200)
                    .map(answer -> answer.as(JsonAnswer.class).<String>get("api_key"))
                    .filter(KeyLifeRaceTest::isGood)
                    .toList();
            assertEquals(1, good.size());
        }
    }

    @Test
    void nothingThatARotationAnswersSurvivesARevocation() {
        for (int round = 0; round < ROUNDS; round++) {
            var id = create("revoked-" + round);
            var turn = new AtomicInteger();

            var answers =
                    answersOf(RACERS, () -> turn.getAndIncrement() % 4 == 3 ? revoke(id, "superseded") : rotate(id));

            assertTrue(Set.of(200, 409).containsAll(statuses(answers)), () -> statuses(answers)
                    .toString());
            answers.stream()
                    .filter(answer -> answer.statusCode() == 200)
                    .map(answer -> answer.as(JsonAnswer.class).<String>get("api_key"))
                    .filter(value -> value != null)
                    .forEach(value -> assertTrue(!isGood(value), id));
            given().get("/agent_api_keys/{id}", id).then().body(at("status", equalTo("revoked")));
        }
    }

    @Test
    void ofRevocationsAtOnceTheFirstReasonStays() {
        var id = create("ended");
        var turn = new AtomicInteger();

        var answers =
                answersOf(RACERS, () -> revoke(id, turn.getAndIncrement() % 2 == 0 ? "superseded" : "key_compromise"));

        assertEquals(Set.of(200), statuses(answers));
        assertEquals(1, answers.stream().map(Response::asString).distinct().count());
    }

    @Test
    void patchesAtOnceLoseNothing() {
        var id = create("patched");
        var turn = new AtomicInteger();

        var answers = answersOf(RACERS, () -> json(Map.of("metadata", Map.of("racer-" + turn.getAndIncrement(), true)))
                .patch("/agent_api_keys/{id}", id));

        assertEquals(Set.of(200), statuses(answers));
        Map<String, Object> metadata =
                given().get("/agent_api_keys/{id}", id).as(JsonAnswer.class).get("metadata");
        assertEquals(RACERS, metadata.size());
    }

    @Test
    void aPatchBringsNoDeletedKeyBack() {
        for (int round = 0; round < ROUNDS; round++) {
            var id = create("deleted-" + round);
            var turn = new AtomicInteger();

            var answers = answersOf(
                    RACERS,
                    () -> turn.getAndIncrement() == RACERS / 2
                            ? given().delete("/agent_api_keys/{id}", id)
                            : json(Map.of("enabled", true)).patch("/agent_api_keys/{id}", id));

            assertTrue(Set.of(200, 404).containsAll(statuses(answers)), () -> statuses(answers)
                    .toString());
            given().get("/agent_api_keys/{id}", id).then().statusCode(404);
        }
    }

    @Test
    void aDeletionLeavesNothingOfAKeyThatIsBeingRevoked() {
        for (int round = 0; round < ROUNDS; round++) {
            var id = create("both-" + round);
            var turn = new AtomicInteger();

            answersOf(
                    10,
                    () -> turn.getAndIncrement() % 2 == 0
                            ? given().delete("/agent_api_keys/{id}", id)
                            : revoke(id, "superseded"));

            given().get("/agent_api_keys/{id}", id).then().statusCode(404);
        }
    }

    @Test
    void ofFiftyCreatesOneGetsANameThatARevocationFrees() {
        var id = create("contested");
        revoke(id, "superseded").then().statusCode(200);

        var answers = answersOf(50, () -> createKey(Map.of("agent_id", agentId, "name", "contested")));

        assertEquals(
                1, answers.stream().filter(answer -> answer.statusCode() == 200).count());
        assertEquals(
                49,
                answers.stream().filter(answer -> answer.statusCode() == 409).count());
    }

    @Test
    void aNameThatIsFreedWhileOthersTakeItBelongsToOneKey() {
        var id = new ArrayList<>(List.of(create("wanted")));
        var turn = new AtomicInteger();

        answersOf(
                50,
                () -> turn.getAndIncrement() == 10
                        ? revoke(id.get(0), "superseded")
                        : createKey(Map.of("agent_id", agentId, "name", "wanted")));

        assertTrue(Set.of("0", "1")
                .containsAll(TestDatabase.query(
                        "select count(*) from agent_api_key where agent_id = ?::uuid and name = 'wanted'", agentId)));
    }

    private String create(String name) {
        return createKey(Map.of("agent_id", agentId, "name", name))
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .get("id");
    }

    private static Response rotate(String id) {
        return json(Map.of()).post("/agent_api_keys/{id}/rotate", id);
    }

    private static Response revoke(String id, String reason) {
        return json(Map.of("reason", reason)).post("/agent_api_keys/{id}/revoke", id);
    }

    private static Set<Integer> statuses(List<Response> answers) {
        return answers.stream().map(Response::statusCode).collect(Collectors.toSet());
    }

    private static boolean isGood(String value) {
        return json(Map.of("api_key", value))
                .post("/agent_api_keys/verify")
                .as(JsonAnswer.class)
                .get("valid");
    }
}
