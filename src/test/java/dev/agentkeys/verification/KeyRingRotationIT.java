package dev.agentkeys.verification;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * To rotate the key ring, an operator adds a key and restarts the service. Everything goes on working, and moves to the
 * new key.
 */
class KeyRingRotationIT {

    private static final String OLD = "old:b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMhISE=";
    private static final String NEW = "new:dGhlLW90aGVyLWtleS1mb3ItdGVzdHMtb25seS0hISE=";

    private static final int HOOKS = 250;

    /**
     * The database that a service with the old key ring leaves: keys of each type, and more secrets than one batch of
     * the rotation.
     */
    private static OwnDatabase used;

    private static String agentName;
    private static String internalKey;
    private static String verified;

    @BeforeAll
    static void use() {
        used = OwnDatabase.migrated();
        try (var service = start(used, OLD)) {
            var client = service.client();
            var agent = client.registerAgent();
            agentName = agent.name();
            internalKey = agent.internalKey();
            verified = issue(client, agentName, "verified", "external");
            issue(client, agentName, "never-verified", "external");
            issue(client, agentName, "app", "slack");
            for (int i = 0; i < HOOKS; i++) {
                issue(client, agentName, "octo/hook-" + i, "github");
            }
        }
    }

    @AfterAll
    static void drop() {
        used.close();
    }

    @Test
    void movesEverythingToTheNewKeySoThatTheOldOneCanGoHoweverManyBatchesThereAre() {
        try (var database = used.copy()) {
            // The internal key is sealed too, because a registration returns it.
            var secrets = List.of("" + (HOOKS + 2));
            assertEquals(secrets, database.query("select count(*) from agent_api_key where sealed_key_id = 'old'"));
            // Outgoing values such as rotations leave. The overlap of the Slack app's key is over.
            database.query("update agent_api_key set previous_fingerprint = fingerprint, previous_sealed_value ="
                    + " sealed_value, previous_fingerprint_key_id = fingerprint_key_id, previous_sealed_key_id ="
                    + " sealed_key_id, previous_expires_at = now() + case api_key_type when 'slack' then"
                    + " interval '-1 second' else interval '1 hour' end where name <> 'verified' returning id");

            try (var service = start(database, NEW + "," + OLD)) {
                var client = service.client();
                service.awaitOutput(
                        "2 keys are fingerprinted and 0 secrets sealed under 'old', which is not the current key");
                assertEquals(secrets, database.query("select count(*) from agent_api_key where sealed_key_id = 'new'"));
                assertEquals("VALID", verify(client, verified));
                assertEquals(
                        List.of("" + (HOOKS + 1)),
                        database.query("select count(*) from agent_api_key where previous_sealed_key_id = 'new'"
                                + " and previous_sealed_value is not null and api_key_type <> 'slack'"));
                assertEquals(
                        List.of("new"),
                        database.query("select previous_fingerprint_key_id from agent_api_key"
                                + " where previous_fingerprint = fingerprint and api_key_type = 'internal'"));
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> fingerprintedUnderOld(database).equals(List.of("never-verified")));
                assertEquals("VALID", verify(client, verified));
                client.delete("/agent_api_keys/name/never-verified?agent_name=" + agentName);
            }

            try (var service = start(database, NEW)) {
                var client = service.client();
                assertEquals("VALID", verify(client, verified));
                assertEquals(internalKey, register(client, agentName));
                assertEquals("VALID", verify(client, internalKey));
            }
        }
    }

    @Test
    void renewsTheFingerprintThatTheVersionBeforeLeftUnderAKeyThatIsGone() {
        try (var database = used.copy()) {
            database.query("delete from agent_api_key where api_key_type = 'external' returning id");
            var internal = " from agent_api_key where api_key_type = 'internal'";
            var left = database.query("select encode(fingerprint, 'hex')" + internal)
                    .get(0);
            try (var service = start(database, NEW + "\n" + OLD)) {
                service.awaitOutput("under 'old', which is not the current key; nothing depends on it");
                assertEquals(List.of("new"), database.query("select fingerprint_key_id" + internal));
            }
            database.query("update agent_api_key set fingerprint_key_id = 'old', fingerprint = decode('" + left
                    + "', 'hex') where api_key_type = 'internal' returning id");
            database.query("insert into key_ring_key (id) values ('old') on conflict do nothing returning id");

            try (var service = ServiceProcess.start(Map.of(
                    "DATABASE_URL", database.url(), "AGENTKEYS_KEY_RING", NEW, "AGENTKEYS_KEY_RING_LOST", "old"))) {
                service.awaitOutput("under 'old', which is not in the ring; nothing depends on it");
                assertEquals(internalKey, register(service.client(), agentName));
                assertEquals("VALID", verify(service.client(), internalKey));
            }
        }
    }

    @Test
    void goesOnBehindABatchOfSecretsThatDoNotOpen() {
        try (var database = used.copy()) {
            database.query("""
                    update agent_api_key set sealed_value = 'altered'
                    where id in (select id from agent_api_key where api_key_type = 'github' order by id limit 100)
                    returning id""");

            try (var service = start(database, NEW + "," + OLD)) {
                service.awaitOutput("and 100 secrets sealed under 'old'");
            }
        }
    }

    private static ServiceProcess start(OwnDatabase database, String keyRing) {
        return ServiceProcess.start(Map.of("DATABASE_URL", database.url(), "AGENTKEYS_KEY_RING", keyRing));
    }

    private static String issue(ServiceClient client, String agentName, String name, String type) {
        var answer = client.createKey(Map.of("agent_name", agentName, "name", name, "api_key_type", type));
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getString("api_key");
    }

    private static String verify(ServiceClient client, String key) {
        var answer = client.post(
                "/agent_api_keys/verify", JsonObject.of("api_key", key).encode());
        return new JsonObject(answer.body()).getString("code");
    }

    private static String register(ServiceClient client, String agentName) {
        var request = new JsonObject(Api.registration(agentName));
        return new JsonObject(client.post("/agents/register", request.encode()).body()).getString("agent_api_key");
    }

    private static List<String> fingerprintedUnderOld(OwnDatabase database) {
        return database.query("select name from agent_api_key where fingerprint_key_id = 'old'");
    }
}
