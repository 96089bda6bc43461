package dev.agentkeys.observability;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.DefaultService;
import dev.agentkeys.testsupport.Metrics;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.SharedProcesses;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The metrics count events, and their labels hold nothing that callers can choose. */
@ExtendWith(SharedProcesses.class)
class MetricsIT {

    private static OwnDatabase database;
    private static ServiceProcess service;
    private static ServiceClient client;
    private static Metrics atStart;

    @BeforeAll
    static void start(DefaultService shared) {
        database = shared.database();
        service = shared.process();
        client = service.client();
        atStart = shared.metricsAtStart();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "agentkeys_verifications_total",
                "agentkeys_ingress_requests_total",
                "agentkeys_keys_created_total",
                "agentkeys_keys_rotated_total",
                "agentkeys_keys_updated_total",
                "agentkeys_keys_revoked_total",
                "agentkeys_keys_deleted_total",
                "agentkeys_database_unavailable_total"
            })
    void everyCounterIsThereFromTheStart(String counter) {
        assertTrue(atStart.labelsByName().containsKey(counter), atStart::text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/openmetrics-text | application/openmetrics-text",
                "application/openmetrics-text;version=1.0.0 | application/openmetrics-text",
                "application/openmetrics-text; version=0.0.1; q=0.9 | application/openmetrics-text",
                "Application/OpenMetrics-Text;q=0.5,*/*;q=0.1 | application/openmetrics-text",
                "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4 | text/plain",
                "text/plain | text/plain",
            })
    void areThereInEachFormatThatScrapersAskFor(String accepted, String format) {
        var answer = service.management().get("/q/metrics", "Accept", accepted);

        assertEquals(200, answer.statusCode());
        assertTrue(answer.headers().firstValue("Content-Type").orElseThrow().startsWith(format), answer::toString);
        assertEquals(format.startsWith("application"), answer.body().endsWith("# EOF\n"));
    }

    @Test
    void areNotOnThePortOfTheApi() {
        assertEquals(
                404,
                client.get("/q/metrics", "Accept", "application/openmetrics-text")
                        .statusCode());
    }

    @Test
    void countsKeysByTypeAsTheyComeAndGo() {
        var before = Metrics.of(service);
        var agent = client.registerAgent();
        client.post("/agents/register", registration(agent.name()));
        for (var type : List.of("external", "github", "slack", "internal")) {
            var body = Map.<String, Object>of("agent_id", agent.id(), "name", "octo/ci", "api_key_type", type);
            assertEquals(200, client.createKey(body).statusCode());
            assertEquals(409, client.createKey(body).statusCode());
        }
        var byName = "/agent_api_keys/name/octo%2Fci?agent_id=" + agent.id();
        assertEquals(200, client.delete(byName).statusCode());
        assertEquals(404, client.delete(byName).statusCode());
        var id = database.query(
                        "select id from agent_api_key where name = 'octo/ci' and api_key_type = 'slack' and agent_id = '"
                                + agent.id() + "'")
                .get(0);
        assertEquals(200, client.delete("/agent_api_keys/" + id).statusCode());
        assertEquals(200, client.delete("/agent_api_keys/" + id).statusCode());

        var after = Metrics.of(service);

        for (var type : List.of("external", "github", "slack")) {
            assertEquals(1, increase(before, after, "agentkeys_keys_created_total", Map.of("type", type)), type);
        }
        assertEquals(2, increase(before, after, "agentkeys_keys_created_total", Map.of("type", "internal")));
        assertEquals(2, increase(before, after, "agentkeys_keys_deleted_total", Map.of()));
    }

    @Test
    void countsTheInternalKeyOfAnAgentThatComesBack() {
        var agent = client.registerAgent();
        assertEquals(200, client.delete("/agents/" + agent.id()).statusCode());
        var before = Metrics.of(service);

        client.post("/agents/register", registration(agent.name()));
        client.post("/agents/register", registration(agent.name()));

        assertEquals(
                1, increase(before, Metrics.of(service), "agentkeys_keys_created_total", Map.of("type", "internal")));
    }

    @Test
    void countsVerificationsByOutcomeForEveryRoute() {
        var agent = client.registerAgent();
        var other = client.registerAgent();
        var before = Metrics.of(service);

        verify(agent.internalKey(), agent.name());
        verify(agent.internalKey(), other.name());
        verify("no-such-key-at-all", agent.name());
        verify(agent.internalKey() + "x", agent.name());
        RawExchange.request(
                client.uri(),
                "GET",
                "/agent_api_keys/authorize?any_agent=true",
                Map.of("X-Agent-API-Key", agent.internalKey()));

        var after = Metrics.of(service);
        Map.of("valid", 2, "agent_mismatch", 1, "not_found", 1, "malformed", 1)
                .forEach((outcome, times) -> assertEquals(
                        times.doubleValue(),
                        increase(before, after, "agentkeys_verifications_total", Map.of("outcome", outcome)),
                        outcome));
    }

    @Test
    void countsWhatIsRefusedBeforeAnyAgentIsAsked() {
        var before = Metrics.of(service);

        RawExchange.request(client.uri(), "DELETE", "/agents/forward/name/some-agent/path", Map.of());
        RawExchange.request(client.uri(), "GET", "/agents/forward/nowhere", Map.of());
        RawExchange.request(client.uri(), "GET", "/agents/forward/name/some-agent/../../path", Map.of());

        assertEquals(
                3,
                increase(
                        before, Metrics.of(service), "agentkeys_ingress_requests_total", Map.of("outcome", "refused")));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /agent_api_keys, application/json, 400, /agent_api_keys",
        "POST, /agent_api_keys, application/json, 422, /agent_api_keys",
        "POST, /agent_api_keys, text/plain, 415, /agent_api_keys",
        "GET, /agent_api_keys/authorize, application/json, 401, /agent_api_keys/authorize",
        "GET, /agents/name/nobody, application/json, 404, /agents/name/{agent_name}",
        "GET, /nonsense, application/json, 404, /other",
        "PATCH, /agent_api_keys, application/json, 405, /other",
        "GET, /abc%zz, application/json, 400, /other",
        "GET, /abc def, application/json, 400, /other",
    })
    void whatIsRefusedHasTheLabelOfItsRoute(String method, String target, String type, String status, String uri) {
        var labels = Map.of("method", method, "status", status, "uri", uri);
        var before = Metrics.of(service);

        var answer = RawExchange.request(client.uri(), method, target, Map.of("Content-Type", type));

        assertTrue(answer.matches("(?s)HTTP/1\\.. " + status + " .*"), answer);
        awaitIncrease(before, labels);
    }

    @Test
    void aConflictHasTheLabelOfItsRoute() {
        var agent = client.registerAgent();
        var body = Map.<String, Object>of("agent_id", agent.id(), "name", "twice");
        client.createKey(body);
        var labels = Map.of("method", "POST", "status", "409", "uri", "/agent_api_keys");
        var before = Metrics.of(service);

        assertEquals(409, client.createKey(body).statusCode());

        awaitIncrease(before, labels);
    }

    /**
     * The service counts a request after it has written the answer, so the test may read the answer before the count.
     */
    private static void awaitIncrease(Metrics before, Map<String, String> labels) {
        await().until(() -> increase(before, Metrics.of(service), "http_server_requests_seconds_count", labels) == 1);
    }

    @Test
    void measuresRequestsByRouteInBuckets() {
        client.get("/agents/name/nobody");

        var metrics = Metrics.of(service);

        var labels = Map.of("uri", "/agents/name/{agent_name}", "method", "GET", "status", "404");
        assertEquals(metrics.sum("http_server_requests_seconds_count", labels), bucket(metrics, labels, "+Inf"));
        assertTrue(bucket(metrics, labels, "5.0") >= bucket(metrics, labels, "0.001"));
    }

    @Test
    void holdsNothingThatCallersInvent() {
        var canary = "canary" + UUID.randomUUID().toString().replace("-", "");
        roam(canary + "a");
        var before = labelValues(Metrics.of(service));

        roam(canary + "b");
        roam(canary + "c");
        var after = Metrics.of(service);

        assertEquals(before, labelValues(after));
        assertFalse(after.text().toLowerCase(Locale.ROOT).contains(canary), after.text());
    }

    /**
     * Sends requests to every route of the API, with parameters and methods that callers may choose, and requests
     * without a route.
     */
    private static void roam(String invented) {
        var paths = new JsonObject(client.get("/openapi.json").body()).getJsonObject("paths");
        var targets = new TreeSet<>(paths.fieldNames());
        targets.addAll(List.of(
                "/{x}",
                "/{x}/{x}",
                "/{x};{x}",
                "/%zz{x}",
                "//{x}",
                "/agents/name/{x};x",
                "/agents/forward/name/{x}/{x}",
                "/agent_api_keys/authorize/{x}",
                "/agent_api_keys/authorize?agent_name={x}",
                "/healthz",
                "/q/{x}",
                "/agents?{x}={x}"));
        assertTrue(targets.size() > 20, targets::toString);
        for (var target : targets) {
            for (var method : List.of("GET", "POST", "DELETE", "OPTIONS", invented.toUpperCase(Locale.ROOT))) {
                RawExchange.request(
                        client.uri(),
                        method,
                        target.replaceAll("\\{[^}]+}", invented),
                        Map.of(
                                "X-Agent-API-Key", invented,
                                "X-Request-Id", invented,
                                "User-Agent", invented,
                                "Origin", "https://" + invented));
            }
        }
        RawExchange.request(client.uri(), "GET", "/" + invented, Map.of("X-Long", "x".repeat(30_000)));
        RawExchange.request(client.uri(), "GET", "/" + invented + "x".repeat(20_000), Map.of());
        RawExchange.request(client.uri(), "GET", "/" + invented + " " + invented, Map.of());
        breakOff("POST", "/" + invented);
        breakOff("POST", "/agent_api_keys");
    }

    /** Sends the head of a request with a body, and closes the connection in the middle of the body. */
    private static void breakOff(String method, String target) {
        try (var exchange = new RawExchange(client.uri().getPort())) {
            exchange.send(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100\r\n\r\n{");
        }
    }

    private static Map<String, Set<String>> labelValues(Metrics metrics) {
        return metrics.samples().stream()
                .filter(sample -> !sample.name().startsWith("jvm_"))
                // The service may notice a broken connection earlier or later.
                .filter(sample -> !"RESET".equals(sample.labels().get("status")))
                .flatMap(sample -> sample.labels().entrySet().stream())
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toCollection(TreeSet::new))));
    }

    private static double bucket(Metrics metrics, Map<String, String> labels, String limit) {
        var all = new HashMap<>(labels);
        all.put("le", limit);
        return metrics.sum("http_server_requests_seconds_bucket", all);
    }

    private static double increase(Metrics before, Metrics after, String name, Map<String, String> labels) {
        return after.sum(name, labels) - before.sum(name, labels);
    }

    private static void verify(String key, String agentName) {
        var question = JsonObject.of("api_key", key, "agent_name", agentName);
        assertEquals(
                200, client.post("/agent_api_keys/verify", question.encode()).statusCode());
    }

    private static String registration(String agentName) {
        return new JsonObject(Api.registration(agentName)).encode();
    }
}
