package dev.agentkeys.observability;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.ObservedService;
import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.SharedProcesses;
import dev.agentkeys.testsupport.TraceCollector;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** OpenTelemetry's own variables switch tracing on. Traces hold no secret. */
@ExtendWith(SharedProcesses.class)
class TracingIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static OwnPostgres database;
    private static TraceCollector collector;
    private static ServiceProcess service;

    @BeforeAll
    static void start(ObservedService shared) {
        database = shared.database();
        collector = shared.collector();
        service = shared.process();
    }

    @Test
    void tracesShowRequestsAndTheirStatements() {
        service.client().registerAgent();
        service.client().get("/agents/name/nobody");

        awaitReceived("POST /agents/register");
        awaitReceived("GET /agents/name/{agent_name}");
        awaitReceived("insert into agent");
        assertTrue(collector.received().contains("agent-api-keys"), "The service's name");
    }

    @Test
    void tracesHoldNoSecret() {
        var canary = "Canary" + UUID.randomUUID().toString().replace("-", "");
        var client = service.client();
        var agent = client.registerAgent();
        var body = Map.<String, Object>of("agent_id", agent.id(), "name", "ci", "api_key", canary);
        assertEquals(200, client.createKey(body).statusCode());
        assertEquals(409, client.createKey(body).statusCode());
        client.post("/agent_api_keys/verify", JsonObject.of("api_key", canary).encode());
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

    @Test
    void aTraceContinuesThatOfTheCallerAndTheLogNamesIt() {
        var trace = newTrace();
        database.stop();
        try {
            var answer = RawExchange.request(
                    service.client().uri(),
                    "GET",
                    "/agents",
                    Map.of("traceparent", "00-" + trace + "-b7ad6b7169203331-01", "X-Request-Id", "mine"));
            assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
        } finally {
            database.startAgain();
        }
        await().atMost(TIMEOUT).until(() -> service.client().get("/readyz").statusCode() == 200);

        var line = service.output()
                .lines()
                .filter(text -> text.contains("Answered 503"))
                .map(JsonObject::new)
                .filter(text -> "mine".equals(text.getJsonObject("mdc").getString("requestId")))
                .findFirst()
                .orElseThrow();
        assertEquals(trace, line.getJsonObject("mdc").getString("traceId"), line::encode);
        awaitReceived(new String(HexFormat.of().parseHex(trace), ISO_8859_1));
    }

    @Test
    void aTraceContinuesAtTheAgentThatIsCalled() {
        try (var agentServer = new AgentServer()) {
            var trace = newTrace();
            var agent = service.client().registerAgent(agentServer.url());

            var answer = service.client()
                    .get(
                            "/agents/forward/name/" + agent.name() + "/echo?token=Canary",
                            "X-Agent-API-Key",
                            agent.internalKey(),
                            "traceparent",
                            "00-" + trace + "-b7ad6b7169203331-01");

            var told = new JsonObject(answer.body()).getJsonObject("headers").getJsonArray("traceparent");
            assertEquals(1, told.size(), told.encode());
            assertTrue(told.getString(0).startsWith("00-" + trace + "-"), told.encode());
            assertFalse(told.getString(0).contains("b7ad6b7169203331"), "It is this service that calls");
            awaitReceived("GET /agents/forward/name/{agent_name}/{path}");
            awaitReceived(agentServer.url());
            assertFalse(collector.received().contains("token=Canary"), "The query is in a span");
            assertFalse(collector.received().contains(agent.internalKey()), "A key is in a span");
        }
    }

    @Test
    void theCollectorGetsTheConfiguredHeaders() {
        service.client().get("/agents/name/nobody");

        awaitReceived("GET /agents/name/{agent_name}");
        assertEquals(Set.of("Basic YTpi="), collector.authorizations());
    }

    @Test
    void longAttributesAreCut() {
        service.client().get("/agents/name/" + "n".repeat(4000));

        awaitReceived("n".repeat(1000));
        assertFalse(collector.received().contains("n".repeat(2100)), "The rest is not");
    }

    @Test
    void tracesReachTheCollectorAlsoWithVariablesThatTheServiceCannotUse() {
        service.client().get("/agents/name/nobody");

        awaitReceived("GET /agents/name/{agent_name}");
        var warning = service.output()
                .lines()
                .filter(line -> line.contains("\"level\":\"WARN\"") && line.contains("OTEL_"))
                .toList();
        assertEquals(1, warning.size(), service::output);
        ObservedService.unusableVariables()
                .forEach(name -> assertTrue(warning.get(0).contains(name), () -> name + " in " + warning));
    }

    private static String newTrace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static void awaitReceived(String text) {
        await().atMost(TIMEOUT).until(() -> collector.received().contains(text));
    }
}
