package dev.agentkeys.keystore;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.forwarding.Signed;
import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.RawExchange;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The service writes the last use of a key to the minute and at long intervals, whichever replica accepted the key. */
class LastUseIT {

    private static final String TOKEN = "token-of-the-test-of-last-uses";
    private static final int VERIFICATIONS = 10_000;
    private static final int CALLERS = 8;
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    @Test
    void isWrittenForEachKindOfUseAndForNoFailedAttempt() throws Exception {
        try (var database = OwnDatabase.migrated();
                var agentServer = new AgentServer();
                var service = ServiceProcess.start(Map.of(
                        "DATABASE_URL",
                        database.url(),
                        "AGENTKEYS_KEY_RING",
                        PackagedApplication.KEY_RING,
                        "AGENTKEYS_LAST_USE_INTERVAL",
                        "1s",
                        "AGENTKEYS_INGRESS_ALLOW_LOOPBACK",
                        "true",
                        "AGENTKEYS_ACCESS_MODE",
                        "static",
                        "AGENTKEYS_ACCESS_TOKENS",
                        "all:" + sha256(TOKEN) + ":keys:read+keys:write+keys:verify+agents:read+agents:write"))) {
            var client = service.client().withToken(TOKEN);
            var uses = new Uses(service.client(), client, client.registerAgent(agentServer.url()));
            var other = client.registerAgent(agentServer.url());

            assertEquals("AGENT_MISMATCH", uses.verify(uses.issue("mismatched", "external"), other.name()));
            var switchedOff = uses.issue("switched-off", "external");
            database.query("update agent_api_key set enabled = false where name = 'switched-off' returning id");
            assertEquals("DISABLED", uses.verify(switchedOff, uses.agent().name()));
            assertEquals(401, uses.authorize("Basic " + basic("nobody", uses.issue("wrong-user", "external"))));
            assertEquals(401, uses.call(uses.issue("foreign", "external"), other.name()));
            uses.issue("octo/forged", "github");
            assertEquals(401, uses.webhook("octo/forged", "another secret"));
            assertEquals(401, uses.manage("Basic " + basic("nobody", other.internalKey())));
            var ahead = uses.issue("ahead", "external");
            database.query("update agent_api_key set last_used_at = '2999-01-01Z' where name = 'ahead' returning id");
            assertEquals("VALID", uses.verify(ahead, uses.agent().name()));

            assertEquals(
                    "VALID",
                    uses.verify(uses.issue("verified", "external"), uses.agent().name()));
            assertEquals(200, uses.authorize("AgentKey " + uses.issue("authorized", "external")));
            assertEquals(
                    200,
                    uses.call(uses.issue("forwarded", "external"), uses.agent().name()));
            assertEquals(200, uses.webhook("octo/hook", uses.issue("octo/hook", "github")));
            assertEquals(
                    200,
                    uses.manage(
                            "Basic " + basic(uses.agent().name(), uses.agent().internalKey())));

            var internal = uses.agent().name() + "-api-key";
            var used = new TreeSet<>(Set.of("ahead", "verified", "authorized", "forwarded", "octo/hook", internal));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertEquals(
                            List.copyOf(used),
                            database.query("select name from agent_api_key where last_used_at is not null"
                                    + " order by name collate \"C\"")));
            assertEquals(
                    List.of("2999"),
                    database.query("select extract(year from last_used_at) from agent_api_key where name = 'ahead'"));
            assertEquals(
                    List.of("t"),
                    database.query("select distinct last_used_at = date_trunc('minute', last_used_at)"
                            + " and last_used_at between now() - interval '5 minutes' and now()"
                            + " from agent_api_key where last_used_at < '2900-01-01Z'"));
        }
    }

    @Test
    void isWrittenAtMostOnceInAnIntervalAndWhenTheServiceStops() {
        try (var database = OwnDatabase.migrated()) {
            long before;
            long start;
            try (var service = ServiceProcess.startWithLongTimeouts(database)) {
                var client = service.client();
                var agent = client.registerAgent();
                var question = JsonObject.of("api_key", agent.internalKey()).encode();
                before = changes(database);
                start = System.nanoTime();
                Concurrently.answersOf(CALLERS, () -> {
                    try (var connection = new RawExchange(client.uri().getPort())) {
                        for (int i = 0; i < VERIFICATIONS / CALLERS; i++) {
                            var answer = new JsonObject(connection
                                    .post("/agent_api_keys/verify", question)
                                    .body());
                            assertTrue(answer.getBoolean("valid"));
                        }
                        return null;
                    }
                });
            }
            var passed = Duration.ofNanos(System.nanoTime() - start);

            assertEquals(List.of("t"), database.query("select last_used_at is not null from agent_api_key"));
            await().atMost(Duration.ofSeconds(30)).until(() -> changes(database) > before);
            assertTrue(changes(database) - before <= 1 + passed.dividedBy(INTERVAL), () -> passed.toString());
        }
    }

    /**
     * The number of updated rows of the table. PostgreSQL counts a connection's statements when it closes or is idle
     * for a while.
     */
    private static long changes(OwnDatabase database) {
        return Long.parseLong(
                database.query("select n_tup_upd from pg_stat_user_tables where relname = 'agent_api_key'")
                        .get(0));
    }

    private static String basic(String user, String password) {
        return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The ways to use the keys of an agent. */
    private record Uses(ServiceClient anybody, ServiceClient client, RegisteredAgent agent) {

        String issue(String name, String type) {
            var answer = client.createKey(Map.of("agent_id", agent.id(), "name", name, "api_key_type", type));
            assertEquals(200, answer.statusCode(), answer.body());
            return new JsonObject(answer.body()).getString("api_key");
        }

        String verify(String key, String agentName) {
            var question = JsonObject.of("api_key", key, "agent_name", agentName);
            var answer = client.post("/agent_api_keys/verify", question.encode());
            return new JsonObject(answer.body()).getString("code");
        }

        int authorize(String authorization) {
            return anybody.get("/agent_api_keys/authorize?any_agent=true", "Authorization", authorization)
                    .statusCode();
        }

        int call(String key, String agentName) {
            return anybody.get("/agents/forward/name/" + agentName + "/echo", "X-Agent-API-Key", key)
                    .statusCode();
        }

        int manage(String authorization) {
            return anybody.get("/agent_api_keys?agent_id=" + agent.id(), "Authorization", authorization)
                    .statusCode();
        }

        int webhook(String repository, String secret) {
            var body = JsonObject.of("repository", JsonObject.of("full_name", repository))
                    .encode();
            var signed = new ServiceClient(anybody.uri(), Map.of("X-Hub-Signature-256", Signed.byGitHub(secret, body)));
            return signed.post("/agents/forward/name/" + agent.name() + "/echo", body)
                    .statusCode();
        }
    }
}
