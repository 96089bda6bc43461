package dev.agentkeys.database;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.DefaultService;
import dev.agentkeys.testsupport.Metrics;
import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.SharedProcesses;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Without its database the service answers 503 soon and never a wrong result, and stays alive. It serves again as soon
 * as the database does.
 */
@ExtendWith(SharedProcesses.class)
class DatabaseOutageIT {

    /**
     * A request that takes longer than this hangs. {@link DatabaseConfigTest} checks the promised two seconds, because
     * a busy machine may delay an answer here.
     */
    private static final Duration HANG = Duration.ofSeconds(10);

    private static final Duration LONGEST_TEST = Duration.ofSeconds(60);
    /** More than the connections of the pool. */
    private static final int CROWD = 50;

    private static final int POOL = 20;

    private static OwnPostgres database;
    private static ServiceProcess service;
    private static ServiceClient client;
    private static String agentId;
    private static ExecutorService threads;

    @BeforeAll
    static void start(DefaultService shared) {
        database = shared.database();
        service = shared.process();
        client = service.client();
        agentId = client.registerAgent().id();
        threads = Executors.newFixedThreadPool(CROWD + 1);
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
    }

    @Test
    void outlivesARestartOfTheDatabase() {
        var over = new AtomicBoolean();
        var meanwhile = CompletableFuture.supplyAsync(() -> answersUntil(over), threads);

        database.stop();
        assertAllUnavailable(createAtOnce(1));
        assertEquals(200, client.get("/healthz").statusCode());
        assertEquals(503, client.get("/readyz").statusCode());

        database.startAgain();
        awaitRecovery();
        over.set(true);

        var answers = meanwhile.join();
        assertEquals(Set.of(200, 503), statuses(answers));
        assertAcknowledgedAreStored(answers);
    }

    @Test
    void outlivesADatabaseThatAcceptsButNeverAnswers() {
        try {
            database.suspend();
            assertAllUnavailable(createAtOnce(CROWD));
            assertEquals(200, client.get("/healthz").statusCode());
            assertEquals(503, client.get("/readyz").statusCode());
        } finally {
            database.resume();
        }
        awaitRecovery();
    }

    @Test
    void shedsWhatWaitsBehindALock() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table agent_api_key in access exclusive mode");

            var crowd = CompletableFuture.supplyAsync(() -> createAtOnce(CROWD), threads);
            assertEquals(200, client.get("/healthz").statusCode());
            assertAllUnavailable(crowd.join());
            // The pool is exhausted now. Later requests do not even get a connection.
            assertAllUnavailable(createAtOnce(1));
            assertEquals(200, client.get("/healthz").statusCode());
            // The database answers, so another replica would help no more than this one.
            assertEquals(200, client.get("/readyz").statusCode());

            connection.rollback();
        }
        awaitRecovery();
    }

    @Test
    void aRegistrationThatIsAnswered503ChangesNothingLater() throws SQLException {
        var agent = client.registerAgent();
        var request = Api.registration(agent.name());
        request.put("description", "Too late");

        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select from agent where name = '" + agent.name() + "' for update");
            var answer = client.post("/agents/register", new JsonObject(request).encode());
            assertEquals(503, answer.statusCode());
        }

        await().atMost(LONGEST_TEST).until(() -> database.query("select pid from pg_stat_activity where state <> 'idle'"
                        + " and query like '%for no key update%' and pid <> pg_backend_pid()")
                .isEmpty());
        var description = new JsonObject(client.get("/agents/" + agent.id()).body()).getString("description");
        assertEquals("An agent of the tests", description);
    }

    @Test
    void isNotReadyWithoutItsTables() throws SQLException {
        execute("alter table agent_api_key rename to elsewhere");
        try {
            var answer = client.get("/readyz");
            assertEquals(503, answer.statusCode());
            assertTrue(answer.body().contains("missing"), answer::body);
            assertEquals(200, client.get("/healthz").statusCode());
        } finally {
            execute("alter table elsewhere rename to agent_api_key");
        }
        awaitRecovery();
    }

    /** Each connection uses its old plan once and gets an error. The client then prepares the statement again. */
    @Test
    void answersNever500AfterAMigrationChangedATypeUnderItsPlans() throws SQLException {
        var path = "/agent_api_keys/" + new JsonObject(create().body()).getString("id");
        readAtOnce(path, CROWD);

        execute("alter table agent_api_key alter column hint type varchar(200)");
        try {
            var statuses = readAtOnce(path, CROWD);
            assertTrue(Set.of(200, 503).containsAll(statuses), statuses::toString);
            assertTrue(statuses.contains(503), "No connection had a plan of before");
        } finally {
            execute("alter table agent_api_key alter column hint type text");
        }
        await().atMost(LONGEST_TEST).until(() -> readAtOnce(path, CROWD).equals(Set.of(200)));
        awaitRecovery();
    }

    @Test
    void givesItsConnectionsBackBeforeALockEnds() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table agent_api_key in access exclusive mode");

            assertAllUnavailable(createAtOnce(CROWD));
            await().atMost(HANG)
                    .until(() -> database.query("select 1 from pg_stat_activity where wait_event_type = 'Lock'")
                            .isEmpty());
            assertEquals(200, client.get("/agents").statusCode());

            connection.rollback();
        }
        awaitRecovery();
    }

    @Test
    void servesOtherAgentsWhileTheRowOfOneIsLocked() throws SQLException {
        var other = client.registerAgent().id();
        var over = new AtomicBoolean();
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select from agent where id = '" + agentId + "' for update");
            var crowd = IntStream.range(0, CROWD)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> answersUntil(over), threads))
                    .toList();
            await().atMost(HANG)
                    .until(() -> Integer.parseInt(database.query(
                                            "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                                    .get(0))
                            >= (POOL - 1) / 2);

            for (int i = 0; i < 20; i++) {
                assertEquals(
                        200,
                        client.createKey(Map.of("agent_id", other, "name", "key-" + i))
                                .statusCode());
            }

            over.set(true);
            crowd.forEach(answers -> assertEquals(Set.of(503), statuses(answers.join())));
            connection.rollback();
        } finally {
            over.set(true);
        }
        awaitRecovery();
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Set<Integer> readAtOnce(String path, int requests) {
        var answers = IntStream.range(0, requests)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.get(path), threads))
                .toList();
        return statuses(answers.stream().map(CompletableFuture::join).toList());
    }

    @Test
    void isMeasured() {
        var before = Metrics.of(service);
        try {
            database.suspend();
            assertAllUnavailable(createAtOnce(CROWD));
            assertIncrease(before, "agentkeys_database_unavailable_total", Map.of());
            assertIncrease(before, "http_server_requests_seconds_count", Map.of("status", "503"));
        } finally {
            database.resume();
        }
        awaitRecovery();
        await().atMost(LONGEST_TEST).until(() -> waiting() == 0 && inUse() == 0);
    }

    /** Waits, because the service counts a request after it has written the answer. */
    private static void assertIncrease(Metrics before, String name, Map<String, String> labels) {
        await().atMost(HANG).until(() -> Metrics.of(service).sum(name, labels) >= before.sum(name, labels) + CROWD);
    }

    @AfterEach
    void loggedNoStackTrace() {
        assertFalse(service.wroteStackTrace(), service::output);
    }

    private static List<HttpResponse<String>> answersUntil(AtomicBoolean over) {
        var answers = new ArrayList<HttpResponse<String>>();
        long start = System.nanoTime();
        while (!over.get() && System.nanoTime() - start < LONGEST_TEST.toNanos()) {
            answers.add(create());
        }
        return answers;
    }

    private static List<HttpResponse<String>> createAtOnce(int requests) {
        var answers = IntStream.range(0, requests)
                .mapToObj(i -> CompletableFuture.supplyAsync(DatabaseOutageIT::createPromptly, threads))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static HttpResponse<String> createPromptly() {
        long start = System.nanoTime();
        var answer = create();
        var took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(HANG) < 0, () -> answer.statusCode() + " took " + took);
        return answer;
    }

    private static HttpResponse<String> create() {
        return client.createKey(
                Map.of("agent_id", agentId, "name", UUID.randomUUID().toString()));
    }

    private static void assertAllUnavailable(List<HttpResponse<String>> answers) {
        assertEquals(Set.of(503), statuses(answers));
        for (var answer : answers) {
            assertEquals("1", answer.headers().firstValue("Retry-After").orElse(""));
            var body = new JsonObject(answer.body());
            assertEquals(Set.of("message", "code", "data"), body.fieldNames());
            assertEquals("The database is not available.", body.getString("message"));
            assertEquals(503, body.getInteger("code"));
        }
    }

    private static double waiting() {
        return Metrics.of(service).sum("sql_pool_queue_size", Map.of("pool_type", "sql"));
    }

    private static double inUse() {
        return Metrics.of(service).sum("sql_pool_active", Map.of("pool_type", "sql"));
    }

    private static void awaitRecovery() {
        await().atMost(HANG).until(() -> create().statusCode() == 200);
        await().atMost(HANG).until(() -> client.get("/readyz").statusCode() == 200);
        assertTrue(service.isAlive());
    }

    private static void assertAcknowledgedAreStored(List<HttpResponse<String>> answers) {
        var stored = new HashSet<>(database.query("select id from agent_api_key"));
        for (var answer : answers) {
            if (answer.statusCode() == 200) {
                var id = new JsonObject(answer.body()).getString("id");
                assertTrue(stored.contains(id), () -> id + " was acknowledged");
            }
        }
    }

    private static Set<Integer> statuses(List<HttpResponse<String>> answers) {
        var statuses = new HashSet<Integer>();
        answers.forEach(answer -> statuses.add(answer.statusCode()));
        return statuses;
    }
}
