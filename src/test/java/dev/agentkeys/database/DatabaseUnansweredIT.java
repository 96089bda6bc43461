package dev.agentkeys.database;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.Metrics;
import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service counts each statement that the database leaves unanswered, by the reason. */
class DatabaseUnansweredIT {

    private static OwnPostgres database;

    @BeforeAll
    static void start() {
        database = OwnPostgres.start();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void whoHasAConnectionAndWhoHasNoneWaitInVainBehindALockAndWhoFindsTheQueueFullDoesNotWait() throws SQLException {
        try (var service = start(
                        Map.of("QUARKUS_DATASOURCE_REACTIVE_MAX_SIZE", "2", "AGENTKEYS_DATABASE_MAX_WAITING", "3"));
                var connection = lock()) {
            assertEquals(Set.of(503), listAtOnce(service, 8));

            assertReason(service, "answer_timeout", 2);
            assertReason(service, "acquire_timeout", 3);
            assertReason(service, "queue_full", 3);
            connection.rollback();
        }
    }

    @Test
    void aServerThatIsNotThereRefusesConnections() {
        try (var service = start(Map.of())) {
            database.stop();
            try {
                assertEquals(503, service.client().get("/agents").statusCode());
                assertEquals(503, service.client().get("/agents").statusCode());

                assertTrue(count(service, "connection") + count(service, "refused") >= 2, Metrics.of(service)::text);
                assertReason(service, "connection", 1);
            } finally {
                database.startAgain();
            }
        }
    }

    @Test
    void aServerThatEndsTheStatementRefuses() throws SQLException {
        try (var service = start(Map.of());
                var connection = lock()) {
            var answer = CompletableFuture.supplyAsync(
                    () -> service.client().get("/agents").statusCode());
            await().until(() -> !database.query(
                            "select pg_cancel_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'")
                    .isEmpty());

            assertEquals(503, answer.join());
            assertReason(service, "refused", 1);
            connection.rollback();
        }
    }

    /** At least this many, because background work of the service uses the same database. */
    private static void assertReason(ServiceProcess service, String reason, int times) {
        assertTrue(count(service, reason) >= times, () -> Metrics.of(service).text());
    }

    private static double count(ServiceProcess service, String reason) {
        return Metrics.of(service).sum("agentkeys_database_unavailable_total", Map.of("reason", reason));
    }

    private static Set<Integer> listAtOnce(ServiceProcess service, int requests) {
        return Concurrently.answersOf(
                        requests, () -> service.client().get("/agents").statusCode())
                .stream()
                .collect(Collectors.toSet());
    }

    private static Connection lock() throws SQLException {
        var connection = database.connect();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("lock table agent in access exclusive mode");
        }
        return connection;
    }

    /**
     * The service waits longer for an answer than for a connection, so that a busy machine does not change the reasons.
     */
    private static ServiceProcess start(Map<String, String> variables) {
        var environment = new HashMap<>(variables);
        environment.put("DATABASE_URL", database.url());
        environment.put("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
        environment.put("AGENTKEYS_DATABASE_ANSWER_TIMEOUT", "4s");
        environment.put("QUARKUS_DATASOURCE_REACTIVE_ADDITIONAL_PROPERTIES_LOCK_TIMEOUT", "0");
        return ServiceProcess.start(environment);
    }
}
