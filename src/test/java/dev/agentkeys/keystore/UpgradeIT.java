package dev.agentkeys.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyRing;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.testsupport.AgentServer;
import dev.agentkeys.testsupport.Api;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceClient;
import dev.agentkeys.testsupport.ServiceProcess;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/**
 * A database of the last version without expiry, rotation and revocation of keys keeps its agents and keys. Replicas of
 * that version go on serving beside the new one.
 */
class UpgradeIT {

    private static final UUID AGENT = UUID.randomUUID();
    private static final String AGENT_NAME = "of-before";
    private static final String EVENT = "{\"repository\":{\"full_name\":\"Octo/Hello\"}}";

    private final KeyMaterial keyMaterial =
            new KeyMaterial(KeyRing.parse(PackagedApplication.KEY_RING), new SecureRandom());

    /** A key that an old replica created, and its value. */
    private record OldKey(UUID id, Secret value, Optional<Fingerprint> fingerprint) {}

    @Test
    void everythingVerifiesAndOpensAfterwardsAndOldReplicasServeOn() throws SQLException {
        try (var database = OwnDatabase.create();
                var upstream = new AgentServer()) {
            Flyway.configure()
                    .dataSource(database.jdbcUrl(), "postgres", "postgres")
                    .target("4")
                    .load()
                    .migrate();
            database.query("insert into agent (id, name, description, status, acp_type, acp_url) values ('" + AGENT
                    + "', '" + AGENT_NAME + "', '', 'Ready', 'async', '" + upstream.url() + "') returning id");
            try (var old = database.connect()) {
                var external = create(old, KeyType.EXTERNAL, "ci");
                var internal = issue(old);
                var github = create(old, KeyType.GITHUB, "octo/hello");

                try (var service = ServiceProcess.start(Map.of(
                        "DATABASE_URL",
                        database.url(),
                        "AGENTKEYS_KEY_RING",
                        PackagedApplication.KEY_RING,
                        "AGENTKEYS_INGRESS_ALLOW_LOOPBACK",
                        "true"))) {
                    var client = service.client();
                    assertEquals("VALID", verify(client, external));
                    assertEquals("VALID", verify(client, internal));
                    assertEquals(200, webhook(client, github));
                    assertEquals(internal.value().reveal(), register(client));
                    anOldReplicaServesOn(old, client, external, internal);
                    anOldReplicaAndTheLifeOfAKey(old, database, client, external);
                }
            }
        }
    }

    private void anOldReplicaServesOn(Connection old, ServiceClient client, OldKey external, OldKey internal)
            throws SQLException {
        var created = create(old, KeyType.EXTERNAL, "beside");
        assertEquals("VALID", verify(client, created));
        assertEquals(
                "active",
                new JsonObject(client.get("/agent_api_keys/" + created.id()).body()).getString("status"));
        assertEquals(List.of("beside"), find(old, created));
        assertEquals(List.of("beside"), execute(old, OldStatements.BY_ID, 4, text(created.id())));
        assertEquals(
                List.of("ci", AGENT_NAME + "-api-key", "octo/hello", "beside"),
                execute(old, OldStatements.LIST, 5, text(AGENT), "10", "0", "null", "null"));
        assertEquals(List.of(internal.id().toString()), registered(old, internal(UUID.randomUUID())));
        assertEquals(
                List.of("octo/hello"),
                execute(
                        old,
                        OldStatements.GITHUB_KEYS,
                        5,
                        text(AGENT_NAME),
                        "array['octo/hello']",
                        "array['Octo/Hello']"));
        var key = external.fingerprint().orElseThrow();
        execute(
                old,
                OldStatements.RENEW,
                1,
                text(external.id()),
                bytes(key.value()),
                bytes(key.value()),
                text(key.keyId()));
        assertEquals("VALID", verify(client, external));

        assertEquals(
                List.of(created.id().toString()),
                execute(old, OldStatements.DELETE_BY_ID, 1, text(created.id()), "null", "null"));
        assertEquals("NOT_FOUND", verify(client, created));
    }

    /** Shows how a replica that does not know these operations treats a key after each of them. */
    private void anOldReplicaAndTheLifeOfAKey(
            Connection old, OwnDatabase database, ServiceClient client, OldKey external) throws SQLException {
        var key = "/agent_api_keys/" + external.id();

        // It refuses the outgoing value.
        var rotated = new JsonObject(
                        client.post(key + "/rotate", "{\"overlap\": 600}").body())
                .getString("api_key");
        assertEquals("VALID", verify(client, external.value().reveal()));
        assertEquals("VALID", verify(client, rotated));
        assertEquals(List.of(), find(old, external));
        var current = new OldKey(
                external.id(),
                Secret.of(rotated),
                Optional.of(keyMaterial.fingerprint(KeyType.EXTERNAL, Secret.of(rotated))));
        assertEquals(List.of("ci"), find(old, current));

        // It goes on accepting a disabled or expired key.
        assertEquals(200, client.patch(key, "{\"enabled\": false}").statusCode());
        assertEquals("DISABLED", verify(client, current));
        assertEquals(List.of("ci"), find(old, current));

        assertEquals(200, client.patch(key, "{\"enabled\": true}").statusCode());
        database.query("update agent_api_key set expires_at = now() where id = '" + external.id() + "' returning id");
        assertEquals("EXPIRED", verify(client, current));
        assertEquals(List.of("ci"), find(old, current));

        // It refuses a revoked key, and can use the key's name again.
        assertEquals(200, client.post(key + "/revoke", "{}").statusCode());
        assertEquals(List.of(), find(old, current));
        assertEquals(List.of(), execute(old, OldStatements.BY_ID, 4, text(external.id())));
        assertEquals("VALID", verify(client, create(old, KeyType.EXTERNAL, "ci")));
    }

    private OldKey create(Connection old, KeyType type, String name) throws SQLException {
        var value = keyMaterial.generate(type);
        var key = NewKey.of(keyMaterial, UUID.randomUUID(), Optional.of(AGENT), type, name, value);
        var created = execute(
                old,
                type == KeyType.GITHUB ? OldStatements.CREATE_FOR_GITHUB : OldStatements.CREATE,
                3,
                text(AGENT),
                text(key.id()),
                text(type.wireName()),
                text(name),
                text(key.hint().orElse("")),
                key.fingerprint().map(Fingerprint::value).map(UpgradeIT::bytes).orElse("null"),
                key.fingerprint().map(Fingerprint::keyId).map(UpgradeIT::text).orElse("null"),
                key.sealed().map(Sealed::value).map(UpgradeIT::bytes).orElse("null"),
                key.sealed().map(Sealed::keyId).map(UpgradeIT::text).orElse("null"),
                "null");
        assertTrue(created.size() == 1 && created.get(0) != null, () -> name + " is not created");
        return new OldKey(key.id(), value, key.fingerprint());
    }

    private OldKey issue(Connection old) throws SQLException {
        var id = UUID.randomUUID();
        var key = internal(id);
        assertEquals(List.of(id.toString()), registered(old, key));
        return new OldKey(id, key.value(), key.stored().fingerprint());
    }

    /** A new internal key, and its value. */
    private record Internal(NewKey stored, Secret value) {}

    private Internal internal(UUID id) {
        var value = keyMaterial.generate(KeyType.INTERNAL);
        return new Internal(
                NewKey.of(keyMaterial, id, Optional.of(AGENT), KeyType.INTERNAL, AGENT_NAME + "-api-key", value),
                value);
    }

    private static List<String> registered(Connection old, Internal key) throws SQLException {
        var stored = key.stored();
        return execute(
                old,
                OldStatements.FIND_OR_ISSUE,
                1,
                text(AGENT),
                text(stored.id()),
                text(stored.name()),
                text(stored.hint().orElse("")),
                bytes(stored.fingerprint().orElseThrow().value()),
                text(stored.fingerprint().orElseThrow().keyId()),
                bytes(stored.sealed().orElseThrow().value()),
                text(stored.sealed().orElseThrow().keyId()));
    }

    private static List<String> find(Connection old, OldKey key) throws SQLException {
        return execute(
                old,
                OldStatements.FIND,
                2,
                "array[" + bytes(key.fingerprint().orElseThrow().value()) + "]",
                text(AGENT),
                "null");
    }

    /** Executes a statement as a prepared one, as a replica does. Returns one column of the result. */
    private static List<String> execute(Connection connection, String sql, int column, String... literals)
            throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("prepare old as " + sql);
            var values = new ArrayList<String>();
            if (statement.execute("execute old (" + String.join(", ", literals) + ")")) {
                try (var rows = statement.getResultSet()) {
                    while (rows.next()) {
                        values.add(rows.getString(column));
                    }
                }
            }
            statement.execute("deallocate old");
            return values;
        }
    }

    private static String text(Object value) {
        return "'" + value + "'";
    }

    private static String bytes(byte[] value) {
        return "'\\x" + HexFormat.of().formatHex(value) + "'::bytea";
    }

    private static String verify(ServiceClient client, OldKey key) {
        return verify(client, key.value().reveal());
    }

    private static String verify(ServiceClient client, String value) {
        var answer = client.post(
                "/agent_api_keys/verify", JsonObject.of("api_key", value).encode());
        return new JsonObject(answer.body()).getString("code");
    }

    private static String register(ServiceClient client) {
        var request = new JsonObject(Api.registration(AGENT_NAME));
        return new JsonObject(client.post("/agents/register", request.encode()).body()).getString("agent_api_key");
    }

    private static int webhook(ServiceClient client, OldKey key) {
        return new ServiceClient(client.uri(), Map.of("X-Hub-Signature-256", "sha256=" + hmac(key.value())))
                .post("/agents/forward/name/" + AGENT_NAME + "/hook", EVENT)
                .statusCode();
    }

    private static String hmac(Secret key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.reveal().getBytes(), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(EVENT.getBytes()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
