package dev.agentkeys.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.Metrics;
import dev.agentkeys.testsupport.ObservedService;
import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import dev.agentkeys.testsupport.SharedProcesses;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * No supplied or generated key, and no half of one, appears in the output of the process (also at DEBUG), in the bodies
 * of errors, in the metrics, or in the database.
 */
@ExtendWith(SharedProcesses.class)
class SecretLeakIT {

    private static final List<String> TYPES = List.of("external", "internal", "github", "slack");
    private static final String RING_SECRET = PackagedApplication.KEY_RING.split(":")[1];

    private static OwnPostgres database;
    private static ServiceProcess service;
    private static ServiceClient client;
    private static Api.RegisteredAgent agent;

    @BeforeAll
    static void start(ObservedService shared) {
        database = shared.database();
        service = shared.process();
        client = service.client();
        agent = client.registerAgent();
    }

    @Test
    void keysStayOutOfTheDatabaseAndTheOutput() {
        var secrets = new LinkedHashSet<>(Set.of(RING_SECRET, agent.internalKey()));
        for (var type : TYPES) {
            secrets.add(created(Map.of("agent_id", agent.id(), "name", "octo/generated", "api_key_type", type)));
            var canary = canary();
            secrets.add(created(Map.of(
                    "agent_name", agent.name(), "name", "octo/supplied", "api_key_type", type, "api_key", canary)));
            assertTrue(secrets.contains(canary));
        }
        var kept = client.withIdempotencyKey("kept")
                .createKey(Map.of("agent_id", agent.id(), "name", "kept", "api_key_type", "external"));
        secrets.add(new JsonObject(kept.body()).getString("api_key"));
        assertEquals(List.of("1"), database.query("select count(*) from idempotent_answer"));

        var trail = client.get("/audit_events?limit=1000").body();
        assertTrue(trail.contains("api_key.created"), "The trail is not complete");
        assertHoldsNone(secrets, trail);
        var dump = String.join("\n", DatabaseDump.of(database));

        assertTrue(dump.contains(agent.name()) && dump.contains("supplied"), "The dump is not complete");
        assertHoldsNone(secrets, dump);
        assertTrue(service.output().contains("\"level\":\"DEBUG\""), "The output is not complete");
        assertHoldsNone(secrets, service.output());
        var metrics = Metrics.of(service).text();
        assertTrue(metrics.contains("agentkeys_keys_created_total"), "The metrics are not complete");
        assertHoldsNone(secrets, metrics);
    }

    @Test
    void badRequestsShowNoKey() {
        var canary = canary();
        var bodies = List.of(
                "{\"api_key\":\"%s\"}",
                "{\"name\":7,\"api_key\":\"%s\"}",
                "{\"name\":\"ci\",\"api_key\":\"%s\"}",
                "{\"name\":\"ci\",\"agent_id\":\"nobody\",\"api_key\":\"%s\"}",
                "{\"name\":\"octo/ci\",\"agent_name\":\"nobody\",\"api_key_type\":\"github\",\"api_key\":\"%s\"}",
                "{\"name\":\"ci\",\"agent_name\":\"nobody\",\"api_key_type\":\"none\",\"api_key\":\"%s\"}",
                "{\"name\":\"ci\",\"api_key\":[\"%s\"]}",
                "{\"name\":\"ci\",\"api_key\":{\"%s\":\"%<s\"}}",
                "{\"name\":\"ci\",\"api_key\":{\"value\":{\"deeper\":[\"%s\"]}}}",
                "{\"name\":\"ci\",\"api_key\":\"%s\\u0000\"}",
                "{\"name\":\"ci\",\"api_key\":\"%s\\ud800\"}",
                "{\"name\":\"ci\",\"api_key\":\"agk_ext_%s\"}",
                "{\"name\":\"ci\",\"apiKey\":\"%s\"}",
                "{\"name\":{\"api_key\":\"%s\"}}",
                "{\"name\":[{\"api_key\":\"%s\"}],\"agent_id\":{\"secret\":\"%<s\"}}",
                "[{\"api_key\":\"%s\"}]",
                "\"%s\"",
                "%s",
                "{\"name\":\"ci\",\"api_key\":\"%s",
                "{\"name\":\"ci\",\"api_key\":\"%s\"",
                "{\"name\":\"ci\",\"api_key\":%s}",
                "{\"name\":\"ci\",\"api_key\":'%s'}",
                "{\"name\":\"ci\",\"api_key\":\"%s\"} %<s",
                "{\"name\":\"ci\",\"api_key\":\"%s\\q\"}",
                "{\"name\":\"ci\",\"api_key\":\"%s\n\"}",
                "{\"name\":\"ci\",\"api_key\":\"" + "%1$s".repeat(200) + "\"}",
                "{\"name\":\"ci\",\"api_key\":\"" + "%1$s".repeat(2000) + "\"}");

        for (var body : bodies) {
            for (var path : List.of("/agent_api_keys", "/agents/register", "/agent_api_keys/nowhere/at/all")) {
                var answer = client.post(path, body.formatted(canary));

                assertTrue(answer.statusCode() >= 400 && answer.statusCode() < 500, () -> body + ": " + answer);
                assertHoldsNone(Set.of(canary), answer.body());
            }
        }
        assertHoldsNone(Set.of(canary), service.output());
    }

    @Test
    void conflictsShowNoKey() {
        var canary = canary();
        var body = Map.<String, Object>of("agent_id", agent.id(), "name", "taken", "api_key", canary);
        created(body);

        var answer = client.createKey(body);

        assertEquals(409, answer.statusCode());
        assertHoldsNone(Set.of(canary), answer.body());
        assertHoldsNone(Set.of(canary), service.output());
    }

    @Test
    void anOutageShowsNoKey() {
        var canary = canary();
        try {
            database.suspend();
            for (var type : TYPES) {
                var answer = client.createKey(
                        Map.of("agent_id", agent.id(), "name", "octo/outage", "api_key_type", type, "api_key", canary));

                assertEquals(503, answer.statusCode());
                assertHoldsNone(Set.of(canary), answer.body());
            }
        } finally {
            database.resume();
        }
        assertHoldsNone(Set.of(canary), service.output());
    }

    private static String created(Map<String, Object> body) {
        var answer = client.createKey(new HashMap<>(body));
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getString("api_key");
    }

    /** The canary is one word. A message that quotes only one word of it still shows the whole. */
    private static String canary() {
        return "Canary" + UUID.randomUUID().toString().replace("-", "");
    }

    private static void assertHoldsNone(Set<String> secrets, String text) {
        for (var secret : secrets) {
            int half = secret.length() / 2;
            for (var part : List.of(secret.substring(0, half), secret.substring(half))) {
                int at = text.indexOf(part);
                assertFalse(
                        at >= 0,
                        () -> "Leaked: " + text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 200)));
            }
        }
    }
}
