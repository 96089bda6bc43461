package dev.agentkeys.health;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.KeepAliveClient;
import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever is told to stop says first that it is not ready, answers what still comes, and loses nothing. */
class GracefulShutdownIT {

    private static final int CLIENTS = 8;
    private static final int LONGEST_LOAD = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private OwnPostgres database;
    private ExecutorService threads;

    @BeforeEach
    void start() {
        database = OwnPostgres.start();
        threads = Executors.newCachedThreadPool();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        database.close();
    }

    @Test
    void losesNoRequestUnderKeepAliveLoad() throws IOException {
        try (var service = start(Map.of("QUARKUS_SHUTDOWN_DELAY", "5s"))) {
            var server = service.client().uri();
            var load = new Load(server);
            var clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> CompletableFuture.runAsync(load::run, threads))
                    .toList();
            await().atMost(PATIENCE).until(() -> load.answered.get() > 100 * CLIENTS);

            service.terminate();
            await().atMost(PATIENCE).until(() -> status(service.management().uri(), "/q/health/ready") == 503);
            int answeredBefore = load.answered.get();

            // Not ready any more, and serving as before: whoever has not noticed yet is answered, and told to move on.
            assertEquals(503, status(server, "/readyz"));
            try (var late = new KeepAliveClient(server)) {
                assertEquals(200, late.get("/agents"));
                assertTrue(late.isClosing());
            }
            await().atMost(PATIENCE).until(() -> load.answered.get() > answeredBefore + CLIENTS);
            load.movedOn.set(true);
            clients.forEach(CompletableFuture::join);

            assertEquals(Set.of(), load.failures);
            service.awaitExit();
        }
    }

    @Test
    void finishesTheRequestsItHas() throws SQLException {
        try (var service = start(Map.of("AGENTKEYS_DATABASE_ANSWER_TIMEOUT", "30s"));
                var connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table agent in access exclusive mode");
            var answer =
                    CompletableFuture.supplyAsync(() -> status(service.client().uri(), "/agents"), threads);
            await().atMost(PATIENCE)
                    .until(() -> database.query("select 1 from pg_stat_activity where wait_event_type = 'Lock'")
                                    .size()
                            == 1);

            service.terminate();
            service.awaitOutput("Waiting for HTTP requests to complete");
            connection.rollback();

            assertEquals(200, answer.join());
            service.awaitExit();
        }
    }

    /** Clients that keep their connections as long as the server does, and leave it when there is word to do so. */
    private static final class Load {

        private final URI server;
        private final AtomicBoolean movedOn = new AtomicBoolean();
        private final AtomicInteger answered = new AtomicInteger();
        private final Set<String> failures = ConcurrentHashMap.newKeySet();

        Load(URI server) {
            this.server = server;
        }

        void run() {
            while (!movedOn.get() && failures.isEmpty()) {
                try (var client = new KeepAliveClient(server)) {
                    for (int i = 0; i < LONGEST_LOAD && !client.isClosing(); i++) {
                        int status = client.get("/agents");
                        answered.incrementAndGet();
                        if (status != 200) {
                            failures.add("Answered " + status);
                        }
                    }
                } catch (IOException e) {
                    failures.add(e.toString());
                }
            }
        }
    }

    private static int status(URI server, String path) {
        try (var client = new KeepAliveClient(server)) {
            return client.get(path);
        } catch (IOException e) {
            return -1;
        }
    }

    private ServiceProcess start(Map<String, String> variables) {
        var environment = new HashMap<>(variables);
        environment.put("DATABASE_URL", database.url());
        environment.put("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
        return ServiceProcess.start(environment);
    }
}
