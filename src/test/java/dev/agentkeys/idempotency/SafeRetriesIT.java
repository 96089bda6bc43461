package dev.agentkeys.idempotency;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.Replicas;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.SharedProcesses;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A request may be repeated at any replica, also after the replica that executed it has died. */
@ExtendWith(SharedProcesses.class)
class SafeRetriesIT {

    private static final int REQUESTS = 200;
    private static final int MAX_ATTEMPTS = 200;

    private static OwnDatabase database;
    private static List<ServiceClient> replicas;

    @BeforeAll
    static void start(Replicas shared) {
        database = shared.database();
        replicas = shared.clients();
    }

    @Test
    void ofTwoHundredCreatesWithOneKeyOverThreeReplicasOneIsDoneAndAllGetItsAnswer() {
        var agentId = replicas.get(0).registerAgent().id();
        var body = Map.<String, Object>of("agent_id", agentId, "name", "ci");
        var turn = new AtomicInteger();

        var answers = Concurrently.answersOf(REQUESTS, () -> untilAnswered(turn, body));

        assertEquals(REQUESTS, answers.size());
        assertEquals(1, answers.stream().distinct().count());
        var key = new JsonObject(answers.get(0));
        assertEquals(
                List.of(key.getString("id")),
                database.query("select id from agent_api_key where name = 'ci' and agent_id = '" + agentId + "'"));
        assertEquals("VALID", verify(replicas.get(1), key.getString("api_key")).getString("code"));
    }

    @Test
    void aProcessThatIsKilledBetweenCommitAndAnswerLosesNoSecret() {
        try (var proxy = new CommitProxy(database.port())) {
            var survivor = replicas.get(0);
            var agent = survivor.registerAgent();
            var body = Map.<String, Object>of("agent_id", agent.id(), "name", "kept");
            CompletableFuture<Void> lost;
            try (var victim = ServiceProcess.start(Map.of(
                    "DATABASE_URL",
                    database.url().replace(":" + database.port() + "/", ":" + proxy.port() + "/"),
                    "AGENTKEYS_KEY_RING",
                    PackagedApplication.KEY_RING))) {
                proxy.holdAnswersToCommits();
                var client = victim.client().withIdempotencyKey("lost");
                lost = CompletableFuture.runAsync(() -> client.createKey(body));
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> !database.query("select id from agent_api_key where name = 'kept'")
                                .isEmpty());
                victim.kill();
            }
            assertThrows(CompletionException.class, lost::join);

            var retry = survivor.withIdempotencyKey("lost").createKey(body);
            assertEquals(200, retry.statusCode(), retry.body());
            assertEquals(
                    "true", retry.headers().firstValue("Idempotency-Replayed").orElse(null));
            var key = new JsonObject(retry.body());
            assertEquals(
                    database.query("select id from agent_api_key where name = 'kept'"), List.of(key.getString("id")));
            assertEquals("VALID", verify(survivor, key.getString("api_key")).getString("code"));
            assertEquals(
                    retry.body(),
                    survivor.withIdempotencyKey("lost").createKey(body).body());
        }
    }

    /** Repeats a request at another replica each time, while the answer says that a retry helps, as a client does. */
    private static String untilAnswered(AtomicInteger turn, Map<String, Object> body) {
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            var replica = replicas.get(turn.getAndIncrement() % replicas.size());
            var answer = replica.withIdempotencyKey("one").createKey(body);
            if (answer.headers().firstValue("Retry-After").isEmpty()) {
                assertEquals(200, answer.statusCode(), answer.body());
                return answer.body();
            }
        }
        throw new AssertionError("Still in progress");
    }

    private static JsonObject verify(ServiceClient client, String key) {
        return new JsonObject(client.post(
                        "/agent_api_keys/verify", JsonObject.of("api_key", key).encode())
                .body());
    }
}
