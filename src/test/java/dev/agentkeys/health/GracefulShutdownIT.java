package dev.agentkeys.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.ServiceProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * After a SIGTERM the service first reports that it is not ready. It still answers the requests that arrive, and loses
 * none.
 */
class GracefulShutdownIT {

    private static final int CLIENTS = 8;
    private static final int BAD_GATEWAY = 502;
    private static final String DELAY_IS_OVER = "Accepting no more requests";
    private static final String CUT_OFF = "at the end of the shutdown:";
    /** The usual lock timeout of 1.5 s would end a statement that waits during the shutdown delay. */
    private static final String LOCK_TIMEOUT = "QUARKUS_DATASOURCE_REACTIVE_ADDITIONAL_PROPERTIES_LOCK_TIMEOUT";

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private OwnDatabase database;
    private ExecutorService threads;

    @BeforeEach
    void start() {
        database = OwnDatabase.migrated();
        threads = Executors.newCachedThreadPool();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        database.close();
    }

    @Test
    void losesNoRequestUnderLoadThatGoesOnUntilItIsGone() throws IOException {
        try (var agents = new AgentServer();
                var service = start(Map.of("QUARKUS_SHUTDOWN_DELAY", "5s", "QUARKUS_SHUTDOWN_TIMEOUT", "300s"))) {
            var server = service.client().uri();
            // This request keeps the service from ending as soon as it accepts no more.
            var slow = callSlowAgent(agents, service);
            var load = new Load(service);
            var clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> CompletableFuture.runAsync(load::run, threads))
                    .toList();
            await().atMost(TIMEOUT).until(() -> load.answered.get() > 100 * CLIENTS);

            service.terminate();
            await().atMost(TIMEOUT).until(() -> status(service.management().uri(), "/q/health/ready") == 503);
            int answeredBefore = load.answered.get();

            // The service is not ready any more, but still serves. A caller that does not know yet gets its answer.
            assertEquals(503, status(server, "/readyz"));
            await().atMost(TIMEOUT).until(() -> load.answered.get() > answeredBefore + 10 * CLIENTS);
            await().atMost(TIMEOUT).until(() -> load.turnedAway.get() > CLIENTS);
            assertThrows(ConnectException.class, () -> new Socket(server.getHost(), server.getPort()).close());
            agents.run(() -> agents.held().get(0).response().end("late"));

            assertEquals(200, slow.join().statusCode());
            service.awaitExit();
            clients.forEach(CompletableFuture::join);
            assertEquals(Set.of(), load.failures);
        }
    }

    @Test
    void acceptsNothingWhenTheDelayIsOverAndFinishesTheRequestsThatItHas() throws Exception {
        try (var agents = new AgentServer();
                var service = start(Map.of(
                        "QUARKUS_SHUTDOWN_DELAY",
                        "2s",
                        "AGENTKEYS_DATABASE_ANSWER_TIMEOUT",
                        "30s",
                        LOCK_TIMEOUT,
                        "30000"));
                var connection = database.connect();
                var statement = connection.createStatement();
                var idle = new RawExchange(service.client().uri().getPort());
                var begun = new RawExchange(service.client().uri().getPort())) {
            var slow = callSlowAgent(agents, service);
            var streaming = stream(agents, service);
            connection.setAutoCommit(false);
            statement.execute("lock table agent in access exclusive mode");
            var list =
                    CompletableFuture.supplyAsync(() -> status(service.client().uri(), "/agents"), threads);
            await().atMost(TIMEOUT)
                    .until(() -> database.query("select 1 from pg_stat_activity where wait_event_type = 'Lock'")
                                    .size()
                            == 1);
            idle.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
            idle.readUntil("}");
            begun.send("GET /agents HTTP/1.1\r\nHost: localhost\r\n");

            service.terminate();
            service.awaitOutput(DELAY_IS_OVER);
            begun.send("\r\n");

            var refusal = begun.readAll();
            assertTrue(refusal.startsWith("HTTP/1.1 503 "), refusal);
            assertTrue(refusal.toLowerCase(Locale.ROOT).contains("\r\nretry-after: 1\r\n"), refusal);
            assertTrue(refusal.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n"), refusal);
            assertFalse(idle.readAll().contains("HTTP"), "Nothing comes on an idle connection, which is closed");

            connection.rollback();
            assertEquals(200, list.join());
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
            assertFalse(service.output().contains("A request to agent"), "The agent is not to blame");
            int status = slow.handle((answer, cut) -> cut == null ? answer.statusCode() : BAD_GATEWAY)
                    .join();
            assertEquals(BAD_GATEWAY, status);
        }
    }

    private CompletableFuture<HttpResponse<String>> callSlowAgent(AgentServer agents, ServiceProcess service) {
        var agent = service.client().registerAgent(agents.url());
        var answer = CompletableFuture.supplyAsync(
                () -> service.client().get(forward(agent), "X-Agent-API-Key", agent.internalKey()), threads);
        await().atMost(TIMEOUT).until(() -> !agents.held().isEmpty());
        return answer;
    }

    private static InputStream stream(AgentServer agents, ServiceProcess service) throws Exception {
        var agent = service.client().registerAgent(agents.url());
        int before = agents.held().size();
        var request = HttpRequest.newBuilder(service.client().uri().resolve(forward(agent)))
                .header("X-Agent-API-Key", agent.internalKey())
                .build();
        var answer = HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofInputStream());
        await().atMost(TIMEOUT).until(() -> agents.held().size() > before);
        agents.run(() -> agents.held().get(before).response().setChunked(true).write("one"));
        var body = answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).body();
        return new SequenceInputStream(new ByteArrayInputStream(body.readNBytes(3)), body);
    }

    private static String forward(Api.RegisteredAgent agent) {
        return "/agents/forward/name/" + agent.name() + "/hold";
    }

    /** Clients that use a connection until the server closes it, and reconnect until the server is gone. */
    private static final class Load {

        private final ServiceProcess service;
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger turnedAway = new AtomicInteger();
        private final Set<String> failures = ConcurrentHashMap.newKeySet();
        private volatile boolean delayIsOver;

        Load(ServiceProcess service) {
            this.service = service;
        }

        void run() {
            while (service.isAlive() && failures.isEmpty()) {
                try (var connection = new RawExchange(service.client().uri().getPort())) {
                    use(connection);
                } catch (UncheckedIOException e) {
                    turnAway("Connecting: " + e);
                }
            }
        }

        private void use(RawExchange connection) {
            try {
                boolean closed = false;
                while (!closed) {
                    var answer = connection.get("/agents");
                    answered.incrementAndGet();
                    closed = answer.closes();
                    if (answer.status() == 503 && closed) {
                        turnAway("Answered 503");
                    } else if (answer.status() != 200) {
                        failures.add("Answered " + answer.status());
                    }
                }
            } catch (UncheckedIOException e) {
                if (connection.isAnswering()) {
                    failures.add("In the middle of an answer: " + e);
                }
                turnAway("Asking: " + e);
            }
        }

        /** The service may turn a client away only after it has logged that it accepts no more. */
        private void turnAway(String how) {
            turnedAway.incrementAndGet();
            if (!delayIsOver && !service.output().contains(DELAY_IS_OVER)) {
                failures.add(how);
            }
            delayIsOver = true;
        }
    }

    private static int status(URI server, String path) {
        try (var connection = new RawExchange(server.getPort())) {
            return connection.get(path).status();
        } catch (UncheckedIOException e) {
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
