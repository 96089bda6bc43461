package dev.agentkeys.observability;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.TraceCollector;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Traces are for those who ask with OpenTelemetry's own variables, and hold no secret. */
class TracingIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private OwnDatabase database;
    private TraceCollector collector;

    @BeforeEach
    void start() {
        database = OwnDatabase.create();
        collector = TraceCollector.start();
    }

    @AfterEach
    void stop() {
        collector.close();
        database.close();
    }

    @Test
    void showRequestsAndTheirStatements() {
        try (var service = start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint()))) {
            service.client().registerAgent();
            service.client().get("/agents/name/nobody");

            awaitReceived("POST /agents/register");
            awaitReceived("GET /agents/name/{agent_name}");
            awaitReceived("insert into agent");
            assertTrue(collector.received().contains("agent-api-keys"), "The service's name");
        }
    }

    @Test
    void holdNoSecret() {
        var canary = "Canary" + UUID.randomUUID().toString().replace("-", "");
        try (var service = start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint()))) {
            var client = service.client();
            var agent = client.registerAgent();
            var body = Map.<String, Object>of("agent_id", agent.id(), "name", "ci", "api_key", canary);
            assertEquals(200, client.createKey(body).statusCode());
            assertEquals(409, client.createKey(body).statusCode());
            client.post(
                    "/agent_api_keys/verify", JsonObject.of("api_key", canary).encode());
            client.get("/agents?api_key=" + canary);
            RawExchange.request(
                    client.uri(),
                    "GET",
                    "/agent_api_keys/authorize?any_agent=true&token=" + canary,
                    Map.of("X-Agent-API-Key", canary, "Authorization", "Bearer " + canary, "Cookie", "id=" + canary));
            client.get("/agents/name/the-last");

            awaitReceived("the-last");
            assertTrue(collector.received().contains("/agent_api_keys/authorize"), "All that was asked came");
            assertTrue(collector.received().contains("REDACTED"), "The query is left out");
            assertFalse(collector.received().contains(canary), "A key is in a span");
            assertFalse(collector.received().contains(agent.internalKey()), "A key is in a span");
        }
    }

    @Test
    void goOnFromTheCallersAndAreNamedInTheLog() {
        try (var server = OwnPostgres.start();
                var service = start(
                        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(), "DATABASE_URL", server.url()))) {
            server.stop();
            var answer = RawExchange.request(
                    service.client().uri(),
                    "GET",
                    "/agents",
                    Map.of("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01", "X-Request-Id", "mine"));

            assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
            var line = service.output()
                    .lines()
                    .filter(text -> text.contains("Answered 503"))
                    .findFirst()
                    .orElseThrow();
            var ids = new JsonObject(line).getJsonObject("mdc");
            assertEquals(TRACE, ids.getString("traceId"), line);
            assertEquals("mine", ids.getString("requestId"), line);
            await().atMost(TIMEOUT).until(() -> collector.received().contains("GET /agents"));
        }
    }

    @Test
    void goOnToTheAgentThatIsCalled() {
        try (var agentServer = new AgentServer();
                var service = start(Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        collector.endpoint(),
                        "AGENTKEYS_INGRESS_ALLOW_LOOPBACK",
                        "true"))) {
            var agent = service.client().registerAgent(agentServer.url());

            var answer = service.client()
                    .get(
                            "/agents/forward/name/" + agent.name() + "/echo?token=Canary",
                            "X-Agent-API-Key",
                            agent.internalKey(),
                            "traceparent",
                            "00-" + TRACE + "-b7ad6b7169203331-01");

            var told = new JsonObject(answer.body()).getJsonObject("headers").getJsonArray("traceparent");
            assertEquals(1, told.size(), told.encode());
            assertTrue(told.getString(0).startsWith("00-" + TRACE + "-"), told.encode());
            assertFalse(told.getString(0).contains("b7ad6b7169203331"), "It is this service that calls");
            awaitReceived("GET /agents/forward/name/{agent_name}/{path}");
            awaitReceived(agentServer.url());
            assertFalse(collector.received().contains("Canary"), "The query is in a span");
            assertFalse(collector.received().contains(agent.internalKey()), "A key is in a span");
        }
    }

    @Test
    void goToTheCollectorWithTheHeadersGiven() {
        try (var service = start(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                collector.endpoint(),
                "OTEL_EXPORTER_OTLP_HEADERS",
                "authorization=Basic%20YTpi%3D"))) {
            service.client().get("/agents/name/nobody");

            awaitReceived("GET /agents/name/{agent_name}");
            assertEquals(Set.of("Basic YTpi="), collector.authorizations());
        }
    }

    @Test
    void areNotKeptFromTheCollectorByVariablesThatNameWhatIsNotThere() {
        try (var service = start(unusable(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint())))) {
            service.client().get("/agents/name/nobody");

            awaitReceived("GET /agents/name/{agent_name}");
            var warning = service.output()
                    .lines()
                    .filter(line -> line.contains("OTEL_"))
                    .toList();
            assertEquals(1, warning.size(), service::output);
            unusable(Map.of())
                    .keySet()
                    .forEach(name -> assertTrue(warning.get(0).contains(name), () -> name + " in " + warning));
        }
    }

    @Test
    void mayBeOffBesideSuchVariables() {
        try (var service = start(unusable(Map.of()))) {
            assertEquals(404, service.client().get("/agents/name/nobody").statusCode());
        }
    }

    @Test
    void areOffWhereNothingIsToBeExported() {
        try (var service =
                start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(), "OTEL_TRACES_EXPORTER", "none"))) {
            service.client().registerAgent();
            service.terminate();
            service.awaitExit();
        }
        assertEquals("", collector.received());
    }

    @Test
    void cutLongAttributes() {
        try (var service = start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint()))) {
            service.client().get("/agents/name/" + "n".repeat(4000));

            awaitReceived("GET /agents/name/{agent_name}");
            assertTrue(collector.received().contains("n".repeat(1000)), "The beginning is there");
            assertFalse(collector.received().contains("n".repeat(2100)), "The rest is not");
        }
    }

    private static Map<String, String> unusable(Map<String, String> others) {
        var variables = new HashMap<>(Map.of(
                "OTEL_METRICS_EXPORTER", "otlp",
                "OTEL_LOGS_EXPORTER", "otlp",
                "OTEL_PROPAGATORS", "b3",
                "OTEL_TRACES_SAMPLER", "xray",
                "OTEL_BSP_SCHEDULE_DELAY", "soon",
                "OTEL_CONFIG_FILE", "/no/such/file"));
        variables.putAll(others);
        return variables;
    }

    @Test
    void areOffUnlessAskedFor() {
        try (var service =
                start(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint(), "OTEL_SDK_DISABLED", "true"))) {
            service.client().registerAgent();
            service.terminate();
            service.awaitExit(); // Which would have sent what there was to send.
        }
        assertEquals("", collector.received());
    }

    private void awaitReceived(String text) {
        await().atMost(TIMEOUT).until(() -> collector.received().contains(text));
    }

    private ServiceProcess start(Map<String, String> variables) {
        var environment = new HashMap<>(variables);
        environment.putIfAbsent("DATABASE_URL", database.url());
        environment.put("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
        return ServiceProcess.start(environment);
    }
}
