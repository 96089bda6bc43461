package dev.agentkeys.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.KeepAliveClient;
import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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
    private static final String DELAY_IS_OVER = "Waiting for HTTP requests to complete";
    private static final String CUT_OFF = "while it stopped:";
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
        try (var agents = new AgentServer();
                var service = start(Map.of("QUARKUS_SHUTDOWN_DELAY", "5s"))) {
            var server = service.client().uri();
            // Keeps the service from ending of itself as soon as the load does.
            var slow = callSlowAgent(agents, service);
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
            var latecomer = CompletableFuture.runAsync(load::runAgainAndAgain, threads);
            clients.forEach(CompletableFuture::join);
            await().atMost(PATIENCE).until(() -> load.answered.get() > answeredBefore + CLIENTS);
            service.awaitOutput(DELAY_IS_OVER);
            load.movedOn.set(true);
            latecomer.join();
            agents.run(() -> agents.held().get(0).response().end("late"));

            assertEquals(Set.of(), load.failures);
            assertEquals(200, slow.join().statusCode());
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
            service.awaitOutput(DELAY_IS_OVER);
            connection.rollback();

            assertEquals(200, answer.join());
            service.awaitExit();
        }
    }

    @Test
    void finishesTheRequestsToAgents() throws Exception {
        try (var agents = new AgentServer();
                var service = start(Map.of())) {
            var slow = callSlowAgent(agents, service);
            var streaming = stream(agents, service);

            service.terminate();
            service.awaitOutput(DELAY_IS_OVER);
            agents.run(() -> agents.held().get(1).response().end(", two"));
            assertEquals("one, two", new String(streaming.readAllBytes(), UTF_8));
            agents.run(() -> agents.held().get(0).response().end("late"));

            assertEquals("late", slow.join().body());
            service.awaitExit();
            assertFalse(service.output().contains(CUT_OFF), service::output);
        }
    }

    @Test
    void saysHowManyRequestsToAgentsItCutsOff() {
        try (var agents = new AgentServer();
                var service = start(Map.of("QUARKUS_SHUTDOWN_TIMEOUT", "1s"))) {
            var slow = callSlowAgent(agents, service);

            service.terminate();
            service.awaitExit();

            assertTrue(service.output().contains(CUT_OFF + " 1"), service::output);
            assertThrows(CompletionException.class, slow::join);
        }
    }

    private CompletableFuture<HttpResponse<String>> callSlowAgent(AgentServer agents, ServiceProcess service) {
        var agent = service.client().registerAgent(agents.url());
        var answer = CompletableFuture.supplyAsync(
                () -> service.client().get(forward(agent), "X-Agent-API-Key", agent.internalKey()), threads);
        await().atMost(PATIENCE).until(() -> !agents.held().isEmpty());
        return answer;
    }

    private static InputStream stream(AgentServer agents, ServiceProcess service) throws Exception {
        var agent = service.client().registerAgent(agents.url());
        int before = agents.held().size();
        var request = HttpRequest.newBuilder(service.client().uri().resolve(forward(agent)))
                .header("X-Agent-API-Key", agent.internalKey())
                .build();
        var answer = HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofInputStream());
        await().atMost(PATIENCE).until(() -> agents.held().size() > before);
        agents.run(() -> agents.held().get(before).response().setChunked(true).write("one"));
        var body = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).body();
        return new SequenceInputStream(new ByteArrayInputStream(body.readNBytes(3)), body);
    }

    private static String forward(Api.RegisteredAgent agent) {
        return "/agents/forward/name/" + agent.name() + "/hold";
    }

    /** Clients that keep their connections until the server says that it closes them. */
    private static final class Load {

        private final URI server;
        private final AtomicBoolean movedOn = new AtomicBoolean();
        private final AtomicInteger answered = new AtomicInteger();
        private final Set<String> failures = ConcurrentHashMap.newKeySet();

        Load(URI server) {
            this.server = server;
        }

        void run() {
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

        /** As somebody who has not noticed yet. */
        void runAgainAndAgain() {
            while (!movedOn.get() && failures.isEmpty()) {
                run();
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
        environment.put("AGENTKEYS_INGRESS_ALLOW_LOOPBACK", "true");
        return ServiceProcess.start(environment);
    }
}
