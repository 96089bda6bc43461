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
import org.junit.jupiter.api.Test;

/** Rotating the key ring is adding a key and restarting: everything goes on working, and moves over. */
class KeyRingRotationIT {

    private static final String OLD = "old:b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMhISE=";
    private static final String NEW = "new:dGhlLW90aGVyLWtleS1mb3ItdGVzdHMtb25seS0hISE=";

    @Test
    void movesEverythingToTheNewKeySoThatTheOldOneCanGo() {
        try (var database = OwnDatabase.create()) {
            String agentName;
            String internalKey;
            String verified;
            try (var service = start(database, OLD)) {
                var client = service.client();
                var agent = client.registerAgent();
                agentName = agent.name();
                internalKey = agent.internalKey();
                verified = issue(client, agentName, "verified", "external");
                issue(client, agentName, "never-verified", "external");
                issue(client, agentName, "octo/hook", "github");
                issue(client, agentName, "app", "slack");
            }
            // As rotations leave them behind. That of the Slack app is over.
            database.query("update agent_api_key set previous_fingerprint = fingerprint, previous_sealed_value ="
                    + " sealed_value, previous_fingerprint_key_id = fingerprint_key_id, previous_sealed_key_id ="
                    + " sealed_key_id, previous_expires_at = now() + case api_key_type when 'slack' then"
                    + " interval '-1 second' else interval '1 hour' end where name <> 'verified' returning id");

            try (var service = start(database, NEW + "," + OLD)) {
                var client = service.client();
                service.awaitOutput(
                        "2 keys are fingerprinted and 0 secrets sealed under 'old', which is not the current key");
                assertEquals("VALID", verify(client, verified));
                assertEquals(
                        List.of("new", "new"),
                        database.query("select previous_sealed_key_id from agent_api_key"
                                + " where previous_sealed_value is not null and api_key_type <> 'slack'"));
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
        try (var database = OwnDatabase.create()) {
            String agentName;
            String internalKey;
            String left;
            try (var service = start(database, OLD)) {
                var agent = service.client().registerAgent();
                agentName = agent.name();
                internalKey = agent.internalKey();
                left = database.query("select encode(fingerprint, 'hex') from agent_api_key")
                        .get(0);
            }
            try (var service = start(database, NEW + "," + OLD)) {
                service.awaitOutput("nothing depends on it");
                assertEquals(List.of("new"), database.query("select fingerprint_key_id from agent_api_key"));
            }
            database.query("update agent_api_key set fingerprint_key_id = 'old', fingerprint = decode('" + left
                    + "', 'hex') returning id");
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
    void sealsAnewHoweverManyBatchesThereAre() {
        try (var database = OwnDatabase.create()) {
            int secrets = 250;
            String agentName;
            try (var service = start(database, OLD)) {
                agentName = service.client().registerAgent().name();
                for (int i = 1; i < secrets; i++) {
                    issue(service.client(), agentName, "octo/hook-" + i, "github");
                }
            }
            assertEquals(
                    List.of("" + secrets),
                    database.query("select count(*) from agent_api_key where sealed_key_id = 'old'"));

            try (var service = start(database, NEW + "," + OLD)) {
                service.awaitOutput("and 0 secrets sealed under 'old'");
                assertEquals(
                        List.of("" + secrets),
                        database.query("select count(*) from agent_api_key where sealed_key_id = 'new'"));
            }
        }
    }

    @Test
    void goesOnBehindASecretThatDoesNotOpen() {
        try (var database = OwnDatabase.create()) {
            try (var service = start(database, OLD)) {
                var agentName = service.client().registerAgent().name();
                for (int i = 1; i < 101; i++) {
                    issue(service.client(), agentName, "octo/hook-" + i, "github");
                }
            }
            database.query(
                    "update agent_api_key set sealed_value = 'altered' where name like 'octo/hook-%' returning id");

            try (var service = start(database, NEW + "," + OLD)) {
                service.awaitOutput("and 100 secrets sealed under 'old'");
            }
        }
    }

    @Test
    void saysWhenNothingDependsOnTheRetiredKeyAnyMore() {
        try (var database = OwnDatabase.create();
                var service = start(database, NEW + "\n" + OLD)) {
            service.awaitOutput("under 'old', which is not the current key; nothing depends on it");
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
