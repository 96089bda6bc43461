package dev.agentkeys.verification;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.KeepAliveClient;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Revocation is immediate: once a delete is answered, no replica accepts the key. */
class RevocationIT {

    private static final int VERIFICATIONS = 10_000;
    private static final int CALLERS = 8;

    @Test
    void ofTenThousandVerificationsNoneIsAcceptedAfterTheDeletesAnswer() throws Exception {
        try (var database = OwnDatabase.create();
                var one = ServiceProcess.start(database);
                var two = ServiceProcess.start(database);
                var three = ServiceProcess.start(database)) {
            var replicas = List.of(one.client(), two.client(), three.client());
            var key = issue(replicas.get(0));

            var run = new Run(replicas, key.getString("api_key"));
            run.verifyWhile(() -> {
                run.awaitAccepted(VERIFICATIONS / 4);
                var answer = replicas.get(1).delete("/agent_api_keys/" + key.getString("id"));
                assertEquals(200, answer.statusCode());
                run.deleted = true;
                return null;
            });

            assertEquals(VERIFICATIONS, run.asked.get());
            assertTrue(run.accepted.get() >= VERIFICATIONS / 4);
            assertTrue(run.askedAfterDelete.get() > 0);
            assertEquals(0, run.acceptedAfterDelete.get());
        }
    }

    private static JsonObject issue(ServiceClient client) {
        var agent = client.registerAgent();
        return new JsonObject(
                client.createKey(Map.of("agent_id", agent.id(), "name", "ci")).body());
    }

    /** Asks the replicas in turn, and counts what they say before and after the delete. */
    private static final class Run {

        private final List<ServiceClient> replicas;
        private final String question;
        private final AtomicInteger turn = new AtomicInteger();
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger accepted = new AtomicInteger();
        private final AtomicInteger askedAfterDelete = new AtomicInteger();
        private final AtomicInteger acceptedAfterDelete = new AtomicInteger();
        private volatile boolean deleted;

        Run(List<ServiceClient> replicas, String key) {
            this.replicas = replicas;
            this.question = JsonObject.of("api_key", key).encode();
        }

        void verifyWhile(Callable<Void> event) throws Exception {
            var threads = Executors.newFixedThreadPool(CALLERS);
            try {
                var running = new ArrayList<Future<Void>>();
                for (int i = 0; i < CALLERS; i++) {
                    running.add(threads.submit(this::askInTurn));
                }
                event.call();
                for (var future : running) {
                    future.get(120, TimeUnit.SECONDS);
                }
            } finally {
                threads.shutdownNow();
            }
        }

        void awaitAccepted(int times) {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> accepted.get() >= times);
        }

        private Void askInTurn() throws IOException {
            try (var one = new KeepAliveClient(replicas.get(0).uri());
                    var two = new KeepAliveClient(replicas.get(1).uri());
                    var three = new KeepAliveClient(replicas.get(2).uri())) {
                var clients = List.of(one, two, three);
                for (int next = turn.getAndIncrement(); next < VERIFICATIONS; next = turn.getAndIncrement()) {
                    ask(clients.get(next % clients.size()));
                }
                return null;
            }
        }

        private void ask(KeepAliveClient replica) throws IOException {
            boolean afterDelete = deleted;
            boolean valid = new JsonObject(replica.post("/agent_api_keys/verify", question)).getBoolean("valid");
            asked.incrementAndGet();
            if (afterDelete) {
                askedAfterDelete.incrementAndGet();
                if (valid) {
                    acceptedAfterDelete.incrementAndGet();
                }
            }
            if (valid) {
                accepted.incrementAndGet();
            }
        }
    }
}
