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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service counts each statement that the database leaves unanswered, by the reason. */
class DatabaseUnansweredIT {

    private static OwnPostgres database;
    private static ServiceProcess service;

    /**
     * The service waits longer for an answer than for a connection, so that a busy machine does not change the reasons.
     */
    @BeforeAll
    static void start() {
        database = OwnPostgres.start();
        service = ServiceProcess.start(Map.of(
                "DATABASE_URL",
                database.url(),
                "AGENTKEYS_KEY_RING",
                PackagedApplication.KEY_RING,
                "AGENTKEYS_DATABASE_ANSWER_TIMEOUT",
                "4s",
                "AGENTKEYS_DATABASE_MAX_WAITING",
                "3",
                "QUARKUS_DATASOURCE_REACTIVE_MAX_SIZE",
                "2",
                "QUARKUS_DATASOURCE_REACTIVE_ADDITIONAL_PROPERTIES_LOCK_TIMEOUT",
                "0"));
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    /** Another test may have stopped the server. */
    @BeforeEach
    void awaitDatabase() {
        await().until(() -> list() == 200);
    }

    /** A request may find one place of the queue taken by work of the service itself. */
    @Test
    void requestsWaitForTheLockOrForAConnectionAndTheOthersFindTheQueueFull() throws SQLException {
        var before = Metrics.of(service);
        try (var connection = lock()) {
            assertEquals(Set.of(503), listAtOnce(8));

            assertIncreases(before, 2, "answer_timeout");
            assertIncreases(before, 2, "acquire_timeout");
            assertIncreases(before, 3, "queue_full");
            assertIncreases(before, 8, "answer_timeout", "acquire_timeout", "queue_full");
            connection.rollback();
        }
    }

    @Test
    void aServerThatDoesNotRunRefusesConnections() {
        var before = Metrics.of(service);
        database.stop();
        try {
            assertEquals(503, list());
            assertEquals(503, list());

            assertIncreases(before, 2, "connection", "refused");
            assertIncreases(before, 1, "connection");
        } finally {
            database.startAgain();
        }
    }

    @Test
    void aServerThatEndsTheStatementRefuses() throws SQLException {
        var before = Metrics.of(service);
        try (var connection = lock()) {
            var answer = CompletableFuture.supplyAsync(DatabaseUnansweredIT::list);
            await().until(() -> !database.query(
                            "select pg_cancel_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'")
                    .isEmpty());

            assertEquals(503, answer.join());
            assertIncreases(before, 1, "refused");
            connection.rollback();
        }
    }

    /** At least by this many, because background work of the service uses the same database. */
    private static void assertIncreases(Metrics before, int times, String... reasons) {
        var now = Metrics.of(service);
        double increase = Stream.of(reasons)
                .mapToDouble(reason -> count(now, reason) - count(before, reason))
                .sum();
        assertTrue(increase >= times, now::text);
    }

    private static double count(Metrics metrics, String reason) {
        return metrics.sum("agentkeys_database_unavailable_total", Map.of("reason", reason));
    }

    private static int list() {
        return service.client().get("/agents").statusCode();
    }

    private static Set<Integer> listAtOnce(int requests) {
        return Concurrently.answersOf(requests, DatabaseUnansweredIT::list).stream()
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
}
