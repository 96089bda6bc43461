package dev.agentkeys.keyring;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica with a wrong key ring refuses to start, so that no rollout replaces the last one that has the right ring. */
class KeyRingCheckIT {

    private static final String FIRST = "k1:b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMhISE=";
    private static final String FALSE_FIRST = "k1:dGhlLW90aGVyLWtleS1mb3ItdGVzdHMtb25seS0hISE=";
    private static final String SECOND = "k2:YS1zZWNvbmQta2V5LWZvci10aGUtdGVzdHMtb25seSE=";
    private static final String SECOND_OF_ANOTHER = "k2:YS10aGlyZC1rZXktZm9yLXRoZS10ZXN0cy1vbmx5LSE=";

    private OwnDatabase database;

    @BeforeEach
    void startDatabase() {
        database = OwnDatabase.create();
    }

    @AfterEach
    void stopDatabase() {
        database.close();
    }

    @Test
    void refusesWhatWouldMakeKeysUnknownAndLetsNothingElseWait() {
        RegisteredAgent agent;
        String external;
        try (var service = start(FIRST)) {
            agent = service.client().registerAgent();
            external = create(service.client(), agent, "never-verified");
        }

        var output =
                outputOfRefusal(Map.of("AGENTKEYS_KEY_RING", FALSE_FIRST, "AGENTKEYS_DATABASE_MIGRATION", "check"));
        assertTrue(output.contains("AGENTKEYS_KEY_RING has another secret under 'k1'"), output);

        output = outputOfRefusal(Map.of("AGENTKEYS_KEY_RING", SECOND));
        assertTrue(output.contains("AGENTKEYS_KEY_RING lacks the key 'k1'"), output);
        assertEquals(List.of("k1"), knownIds());

        try (var service = start(SECOND + "," + FIRST)) {
            service.awaitOutput("1 keys are fingerprinted and 0 secrets sealed under 'k1'");
            assertEquals("VALID", verify(service.client(), agent.internalKey()));
            assertEquals(external, dependents(service.client(), "k1"));
        }

        // Taken back: what was made under the second one meanwhile needs it.
        output = outputOfRefusal(Map.of("AGENTKEYS_KEY_RING", FIRST));
        assertTrue(output.contains("AGENTKEYS_KEY_RING lacks the key 'k2'"), output);

        // The only one that depends is behind many that do not, so that it takes several steps to find it. It depends
        // by
        // its outgoing value.
        pushBack(external);
        database.query("update agent_api_key set previous_fingerprint = fingerprint, fingerprint = sha256('new'),"
                + " previous_fingerprint_key_id = 'k1', fingerprint_key_id = 'k2',"
                + " previous_expires_at = now() + interval '1 hour' where fingerprint_key_id = 'k1' returning id");
        output = outputOfRefusal(Map.of("AGENTKEYS_KEY_RING", SECOND));
        assertTrue(output.contains("lacks the key 'k1', and keys of live agents depend on it, ffffffff-"), output);

        database.query("update agent_api_key set previous_expires_at = now()"
                + " where previous_fingerprint_key_id = 'k1' returning id");
        try (var service = start(SECOND)) {
            assertEquals("VALID", verify(service.client(), agent.internalKey()));
            assertTrue(service.output().contains("nothing depends on 'k1' any more"), service.output());
            assertEquals(List.of("k2"), knownIds());
        }
    }

    @Test
    void startsWithoutALostKeyOnceToldSo() {
        RegisteredAgent agent;
        try (var service = start(FIRST)) {
            agent = service.client().registerAgent();
            create(service.client(), agent, "lost-with-it");
        }

        var settings = Map.of("AGENTKEYS_KEY_RING", SECOND, "AGENTKEYS_KEY_RING_LOST", "k1");
        try (var service = ServiceProcess.start(environment(settings))) {
            assertTrue(service.output().contains("the key 'k1' is given up"), service.output());
            service.awaitOutput("2 keys are fingerprinted and 1 secrets sealed under 'k1', which is not in the ring");
        }
        try (var service = start(SECOND)) {
            var ring = service.client().get("/key_ring_keys").body();
            assertTrue(ring.contains("{\"id\":\"k1\",\"current\":false,\"in_ring\":false,\"lost\":true"), ring);
            assertEquals("NOT_FOUND", verify(service.client(), agent.internalKey()));
        }
    }

    @Test
    void comparesADatabaseOfTheVersionBefore() {
        flyway("1").migrate();
        database.query("insert into agent (id, name, description, status, acp_type)"
                + " values (gen_random_uuid(), 'of-before', '', 'Ready', 'async') returning id");
        database.query("insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, fingerprint,"
                + " fingerprint_key_id) select gen_random_uuid(), id, incarnation, 'external', 'ci', sha256('ci'), 'k1'"
                + " from agent returning id");

        var output = outputOfRefusal(Map.of("AGENTKEYS_KEY_RING", SECOND));
        assertTrue(output.contains("AGENTKEYS_KEY_RING lacks the key 'k1'"), output);
        assertEquals(List.of("k1"), database.query("select id from key_ring_key where check_value is null"));
        try (var service = start(FIRST)) {
            service.client().registerAgent();
        }
        assertEquals(List.of("k1"), database.query("select id from key_ring_key where length(check_value) = 32"));

        // Replicas of that version, which know nothing of the table, seal under ids that are not recorded.
        database.query("delete from agent_api_key where name = 'ci' returning id");
        database.query("delete from key_ring_key returning id");
        output = outputOfRefusal(Map.of("AGENTKEYS_KEY_RING", FALSE_FIRST));
        assertTrue(output.contains("AGENTKEYS_KEY_RING has another secret under 'k1'"), output);
        output = outputOfRefusal(Map.of("AGENTKEYS_KEY_RING", SECOND));
        assertTrue(output.contains("AGENTKEYS_KEY_RING lacks the key 'k1'"), output);
    }

    @Test
    void ofTwoSecretsUnderOneNewIdOneWins() {
        var settings = Map.of("AGENTKEYS_DATABASE_MIGRATION", "check");
        try (var one = ServiceProcess.launch(environment(with(settings, SECOND)));
                var other = ServiceProcess.launch(environment(with(settings, SECOND_OF_ANOTHER)))) {
            one.awaitOutput("Waiting up to");
            other.awaitOutput("Waiting up to");
            flyway("latest").migrate();
            await().atMost(Duration.ofSeconds(60)).until(() -> !one.isAlive() || !other.isAlive());
            var winner = one.isAlive() ? one : other;
            var loser = one.isAlive() ? other : one;

            assertTrue(loser.output().contains("has another secret under 'k2'"), loser.output());
            winner.awaitReady();
        }
    }

    private void pushBack(String id) {
        database.query("update agent_api_key set id = 'ffffffff-ffff-ffff-ffff-fffffffffff0' where id = '" + id
                + "' returning id");
        database.query("insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, fingerprint,"
                + " fingerprint_key_id) select gen_random_uuid(), a.id, a.incarnation, 'external', 'key-' || n,"
                + " sha256(n::text::bytea), 'k2' from agent a, generate_series(1, 45000) n returning id");
    }

    private Flyway flyway(String target) {
        return Flyway.configure()
                .dataSource(database.jdbcUrl(), "postgres", "postgres")
                .target(target)
                .load();
    }

    private List<String> knownIds() {
        return database.query("select id from key_ring_key order by id");
    }

    private ServiceProcess start(String keyRing) {
        return ServiceProcess.start(environment(Map.of("AGENTKEYS_KEY_RING", keyRing)));
    }

    private String outputOfRefusal(Map<String, String> settings) {
        try (var service = ServiceProcess.launch(environment(settings))) {
            assertEquals(1, service.awaitExit(), service.output());
            var output = service.output();
            assertFalse(output.contains("Listening on"), output);
            assertFalse(service.wroteStackTrace(), output);
            for (var ring : List.of(FIRST, FALSE_FIRST, SECOND)) {
                assertFalse(output.contains(ring.split(":")[1]), output);
            }
            return output;
        }
    }

    private static Map<String, String> with(Map<String, String> settings, String keyRing) {
        var all = new HashMap<>(settings);
        all.put("AGENTKEYS_KEY_RING", keyRing);
        return all;
    }

    private Map<String, String> environment(Map<String, String> settings) {
        var environment = new HashMap<>(settings);
        environment.put("DATABASE_URL", database.url());
        return environment;
    }

    private static String create(ServiceClient client, RegisteredAgent agent, String name) {
        var answer = client.createKey(Map.of("agent_id", agent.id(), "name", name));
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getString("id");
    }

    private static String verify(ServiceClient client, String key) {
        var answer = client.post(
                "/agent_api_keys/verify", JsonObject.of("api_key", key).encode());
        return new JsonObject(answer.body()).getString("code");
    }

    /** The ids of the keys that depend on that key of the ring. */
    private static String dependents(ServiceClient client, String ringKey) {
        var answer = client.get("/key_ring_keys/" + ringKey + "/agent_api_keys");
        assertEquals(200, answer.statusCode(), answer.body());
        var found = new JsonObject(answer.body()).getJsonArray("agent_api_keys");
        assertEquals(1, found.size(), answer.body());
        return found.getJsonObject(0).getString("id");
    }
}
