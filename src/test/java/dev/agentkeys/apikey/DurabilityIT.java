package dev.agentkeys.apikey;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every key whose creation was answered 200 is in the database, whenever the process is killed. {@code
 * -Dagentkeys.test.kills=30} kills the process more often than a normal run does.
 */
class DurabilityIT {

    private static final int KILLS = Integer.getInteger("agentkeys.test.kills", 3);
    private static final int CLIENTS = 8;
    private static final int CREATES_BEFORE_A_KILL = 200;
    private static final int MAX_CREATES = 100_000;

    @Test
    void keepsEveryAcknowledgedKeyThroughKills() {
        try (var database = OwnDatabase.migrated()) {
            for (int kill = 1; kill <= KILLS; kill++) {
                var acknowledged = acknowledgedUntilKilled(database);

                var stored = new HashSet<>(database.query("select id from agent_api_key"));
                var lost = new HashSet<>(acknowledged);
                lost.removeAll(stored);
                assertEquals(Set.of(), lost, "Lost at kill " + kill + " of " + acknowledged.size());
            }
        }
    }

    private static Set<String> acknowledgedUntilKilled(OwnDatabase database) {
        var acknowledged = ConcurrentHashMap.<String>newKeySet();
        var threads = Executors.newFixedThreadPool(CLIENTS);
        try (var service = ServiceProcess.start(database)) {
            var client = service.client();
            var agentId = client.registerAgent().id();
            var clients = Stream.generate(
                            () -> CompletableFuture.runAsync(() -> load(client, agentId, acknowledged), threads))
                    .limit(CLIENTS)
                    .toList();
            await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() >= CREATES_BEFORE_A_KILL);
            assertTrue(clients.stream().noneMatch(CompletableFuture::isDone), "Not under load");
            service.kill();
            clients.forEach(CompletableFuture::join);
        } finally {
            threads.shutdownNow();
        }
        return acknowledged;
    }

    private static void load(ServiceClient client, String agentId, Set<String> acknowledged) {
        for (int i = 0; i < MAX_CREATES; i++) {
            try {
                var answer = client.createKey(
                        Map.of("agent_id", agentId, "name", UUID.randomUUID().toString()));
                assertEquals(200, answer.statusCode(), answer.body());
                acknowledged.add(new JsonObject(answer.body()).getString("id"));
            } catch (UncheckedIOException killed) {
                return;
            }
        }
    }
}
