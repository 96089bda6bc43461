package dev.agentkeys.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.database.PlainDatabase;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyRing;
import dev.agentkeys.keystore.keyring.PlainRepositories;
import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica with a wrong key ring refuses to start. So no rollout replaces the last replica with the right ring. */
class KeyRingCheckIT {

    private static final String FIRST = "k1:b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMhISE=";
    private static final String FALSE_FIRST = "k1:dGhlLW90aGVyLWtleS1mb3ItdGVzdHMtb25seS0hISE=";
    private static final String SECOND = "k2:YS1zZWNvbmQta2V5LWZvci10aGUtdGVzdHMtb25seSE=";
    private static final String SECOND_OF_ANOTHER = "k2:YS10aGlyZC1rZXktZm9yLXRoZS10ZXN0cy1vbmx5LSE=";

    /** The database that a service with the first key ring leaves: an agent with its own key, and an external key. */
    private static OwnDatabase used;

    private static RegisteredAgent agent;
    private static String external;

    private OwnDatabase database;

    @BeforeAll
    static void use() {
        used = OwnDatabase.migrated();
        try (var service = start(used, Map.of("AGENTKEYS_KEY_RING", FIRST))) {
            agent = service.client().registerAgent();
            external = create(service.client(), agent, "never-verified");
        }
    }

    @AfterAll
    static void dropUsed() {
        used.close();
    }

    @BeforeEach
    void copy() {
        database = used.copy();
    }

    @AfterEach
    void dropCopy() {
        database.close();
    }

    @Test
    void aRefusalEndsTheStartAndTellsNoSecret() {
        try (var service = ServiceProcess.launch(environment(
                database, Map.of("AGENTKEYS_KEY_RING", FALSE_FIRST, "AGENTKEYS_DATABASE_MIGRATION", "check")))) {
            assertEquals(1, service.awaitExit(), service.output());
            var output = service.output();
            assertTrue(output.contains("AGENTKEYS_KEY_RING has another secret under 'k1'"), output);
            assertFalse(output.contains("Listening on"), output);
            assertFalse(service.wroteStackTrace(), output);
            for (var ring : List.of(FIRST, FALSE_FIRST)) {
                assertFalse(output.contains(ring.split(":")[1]), output);
            }
        }
    }

    @Test
    void refusesWhatWouldMakeKeysUnknownAndLetsNothingElseWait() {
        assertTrue(refusal(SECOND).contains("AGENTKEYS_KEY_RING lacks the key 'k1'"));
        assertEquals(List.of("k1"), knownIds());

        try (var service = start(database, Map.of("AGENTKEYS_KEY_RING", SECOND + "," + FIRST))) {
            service.awaitOutput("1 keys are fingerprinted and 0 secrets sealed under 'k1'");
            assertEquals("VALID", verify(service.client(), agent.internalKey()));
            assertEquals(external, dependents(service.client(), "k1"));
        }

        // The configuration goes back to the first ring. Keys that were created under the second one now need it.
        assertTrue(refusal(FIRST).contains("AGENTKEYS_KEY_RING lacks the key 'k2'"));

        // The only key that depends comes after many that do not, so the search takes several steps. The key depends by
        // its outgoing value.
        pushBack(external);
        database.query("update agent_api_key set previous_fingerprint = fingerprint, fingerprint = sha256('new'),"
                + " previous_fingerprint_key_id = 'k1', fingerprint_key_id = 'k2',"
                + " previous_expires_at = now() + interval '1 hour' where fingerprint_key_id = 'k1' returning id");
        var refusal = refusal(SECOND);
        assertTrue(
                refusal.contains("lacks the key 'k1', and keys of live agents depend on it, for example ffffffff-"),
                refusal);

        database.query("update agent_api_key set previous_expires_at = now()"
                + " where previous_fingerprint_key_id = 'k1' returning id");
        check(SECOND);
        assertEquals(List.of("k2"), knownIds());
    }

    @Test
    void startsWithoutALostKeyOnceToldSo() {
        try (var service = start(database, Map.of("AGENTKEYS_KEY_RING", SECOND, "AGENTKEYS_KEY_RING_LOST", "k1"))) {
            assertTrue(service.output().contains("the key 'k1' is given up"), service.output());
            service.awaitOutput("2 keys are fingerprinted and 1 secrets sealed under 'k1', which is not in the ring");
            var ring = service.client().get("/key_ring_keys").body();
            assertTrue(ring.contains("{\"id\":\"k1\",\"current\":false,\"in_ring\":false,\"lost\":true"), ring);
            assertEquals("NOT_FOUND", verify(service.client(), agent.internalKey()));
        }
        check(SECOND);
        assertEquals(List.of("k1"), database.query("select id from key_ring_key where lost_since is not null"));
    }

    @Test
    void comparesADatabaseOfTheVersionBefore() {
        try (var before = OwnDatabase.create()) {
            flyway(before, "1").migrate();
            before.query("insert into agent (id, name, description, status, acp_type)"
                    + " values (gen_random_uuid(), 'of-before', '', 'Ready', 'async') returning id");
            before.query("insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, fingerprint,"
                    + " fingerprint_key_id) select gen_random_uuid(), id, incarnation, 'external', 'ci', sha256('ci'),"
                    + " 'k1' from agent returning id");
            before.migrate();

            assertTrue(refusal(before, SECOND).contains("AGENTKEYS_KEY_RING lacks the key 'k1'"));
            assertEquals(List.of("k1"), before.query("select id from key_ring_key where check_value is null"));
            check(before, FIRST);
            assertEquals(List.of("k1"), before.query("select id from key_ring_key where length(check_value) = 32"));
        }
    }

    /** Replicas of that version do not know the table. They seal secrets under ids that are not recorded. */
    @Test
    void comparesWhatIsSealedUnderAnIdThatIsNotRecorded() {
        database.query("delete from agent_api_key where id = '" + external + "' returning id");
        database.query("delete from key_ring_key returning id");

        assertTrue(refusal(FALSE_FIRST).contains("AGENTKEYS_KEY_RING has another secret under 'k1'"));
        assertTrue(refusal(SECOND).contains("AGENTKEYS_KEY_RING lacks the key 'k1'"));
        check(FIRST);
        assertEquals(List.of("k1"), knownIds());
    }

    @Test
    void ofTwoSecretsUnderOneNewIdOneWins() {
        // Mutiny fails if its first users of a JVM come at once.
        check(FIRST);
        try (var empty = OwnDatabase.migrated()) {
            var rings = new ConcurrentLinkedQueue<>(List.of(SECOND, SECOND_OF_ANOTHER));
            var refusals = Concurrently.answersOf(2, () -> refusalIfAny(empty, rings.remove())).stream()
                    .flatMap(Optional::stream)
                    .toList();

            assertEquals(1, refusals.size(), refusals::toString);
            assertTrue(refusals.get(0).contains("has another secret under 'k2'"), refusals.get(0));
        }
    }

    private static Optional<String> refusalIfAny(OwnDatabase database, String keyRing) {
        try {
            check(database, keyRing);
            return Optional.empty();
        } catch (ConfigurationException e) {
            return Optional.of(e.getMessage());
        }
    }

    private void pushBack(String id) {
        database.query("update agent_api_key set id = 'ffffffff-ffff-ffff-ffff-fffffffffff0' where id = '" + id
                + "' returning id");
        database.query("insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, fingerprint,"
                + " fingerprint_key_id) select gen_random_uuid(), a.id, a.incarnation, 'external', 'key-' || n,"
                + " sha256(n::text::bytea), 'k2' from agent a, generate_series(1, 45000) n returning id");
    }

    private static Flyway flyway(OwnDatabase database, String target) {
        return Flyway.configure()
                .dataSource(database.jdbcUrl(), "postgres", "postgres")
                .target(target)
                .load();
    }

    private List<String> knownIds() {
        return database.query("select id from key_ring_key order by id");
    }

    private void check(String keyRing) {
        check(database, keyRing);
    }

    /** Compares the ring with the database as a start does, without a process. */
    private static void check(OwnDatabase database, String keyRing) {
        try (var plain = new PlainDatabase(database)) {
            var repositories = PlainRepositories.on(plain.database());
            var keyMaterial = new KeyMaterial(KeyRing.parse(keyRing), new SecureRandom());
            new KeyRingCheck(
                            repositories.ring(), repositories.rotation(), keyMaterial, plain.atStart(), Optional::empty)
                    .onStart(new StartupEvent(), LaunchMode.NORMAL);
        }
    }

    private String refusal(String keyRing) {
        return refusal(database, keyRing);
    }

    private static String refusal(OwnDatabase database, String keyRing) {
        return assertThrows(ConfigurationException.class, () -> check(database, keyRing))
                .getMessage();
    }

    private static ServiceProcess start(OwnDatabase database, Map<String, String> settings) {
        return ServiceProcess.start(environment(database, settings));
    }

    private static Map<String, String> environment(OwnDatabase database, Map<String, String> settings) {
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

    /** The ids of the keys that depend on this key of the ring. */
    private static String dependents(ServiceClient client, String ringKey) {
        var answer = client.get("/key_ring_keys/" + ringKey + "/agent_api_keys");
        assertEquals(200, answer.statusCode(), answer.body());
        var found = new JsonObject(answer.body()).getJsonArray("agent_api_keys");
        assertEquals(1, found.size(), answer.body());
        return found.getJsonObject(0).getString("id");
    }
}
