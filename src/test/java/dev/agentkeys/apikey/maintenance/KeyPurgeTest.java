package dev.agentkeys.apikey.maintenance;

import static dev.agentkeys.testsupport.Api.createKey;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.Api.RegisteredAgent;
import dev.agentkeys.testsupport.CapturedLog;
import dev.agentkeys.testsupport.Concurrently;
import dev.agentkeys.testsupport.JsonAnswer;
import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that ended long ago are purged, each by one replica. No other key is purged. */
@QuarkusTest
class KeyPurgeTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String MANY = "2500";

    @Inject
    KeyPurge purge;

    private RegisteredAgent agent;

    @BeforeEach
    void register() {
        agent = registerAgent();
    }

    @Test
    void purgesKeysThatExpiredLongAgoAndNoOthers() {
        var due = key("due", "expires_at = now() - interval '90 days'");
        var dueAndDisabled = key("disabled", "expires_at = now() - interval '100 days', enabled = false");
        key("not-yet", "expires_at = now() - interval '90 days' + interval '10 minutes'");
        key("in-future", "expires_at = now() + interval '90 days'");
        key("for-ever", "created_at = now() - interval '900 days', enabled = false");

        var log = purgeAndReadLog();

        assertEquals(List.of("for-ever", "in-future", "not-yet"), names("agent_api_key"));
        for (var id : List.of(due, dueAndDisabled)) {
            given().get("/agent_api_keys/" + id).then().statusCode(404);
            assertTrue(log.contains(auditLine(id, "expired")), log);
        }
    }

    @Test
    void purgesKeysThatWereRevokedLongAgoAndNoOthers() {
        var due = revoked("due", "90 days");
        revoked("not-yet", "89 days 23 hours");

        var log = purgeAndReadLog();

        assertEquals(List.of("not-yet"), names("revoked_agent_api_key"));
        assertTrue(log.contains(auditLine(due, "revoked")), log);
    }

    @Test
    void removesAnOutgoingValueWhenItsOverlapIsOver() {
        var over = key("over", outgoing("- interval '1 second'"));
        var lasting = key("lasting", outgoing("+ interval '10 minutes'"));

        run();

        var left = "select concat_ws(' ', previous_fingerprint, previous_fingerprint_key_id, previous_sealed_value,"
                + " previous_sealed_key_id, previous_expires_at) from agent_api_key where id = ?";
        assertEquals(List.of(""), TestDatabase.query(left, UUID.fromString(over)));
        assertTrue(TestDatabase.query(left, UUID.fromString(lasting)).get(0).contains("outgoing-ring-key"));
        assertEquals(List.of("lasting", "over"), names("agent_api_key"));
    }

    @Test
    void severalReplicasPurgeManyKeysEachOnce() {
        TestDatabase.query("""
                insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, fingerprint,
                                           fingerprint_key_id, expires_at)
                select gen_random_uuid(), ?, 1, 'external', 'many-' || n, sha256(n::text::bytea), 'k',
                       now() - interval '91 days'
                from generate_series(1, ?) n
                returning id""", UUID.fromString(agent.id()), Integer.valueOf(MANY));

        try (var log = new CapturedLog()) {
            Concurrently.answersOf(4, () -> run());
            // One replica may leave keys to another at the end. This run purges them.
            run();

            var lines = Pattern.compile("Purged: .*" + agent.id())
                    .matcher(log.text())
                    .results()
                    .count();
            assertEquals(MANY, String.valueOf(lines));
        }
        assertEquals(List.of(), names("agent_api_key"));
    }

    @Test
    void aKeyThatGetsANewTimeAtThatMomentStays() throws SQLException {
        var id = key("kept", "expires_at = now() - interval '91 days'");

        try (var connection = TestDatabase.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("update agent_api_key set expires_at = now() + interval '1 day' where id = '" + id + "'");
            run();
            connection.commit();
        }
        run();

        given().get("/agent_api_keys/" + id).then().statusCode(200);
    }

    @Test
    void acceptsRetentionsThatTheDatabaseCanStoreAndNoOthers() {
        for (var retention : List.of("PT0S", "P90D", "P36525D")) {
            assertDoesNotThrow(() -> KeyMaintenance.check(Duration.parse(retention)), retention);
        }
        for (var retention : List.of("PT-1S", "P36526D")) {
            var refusal = assertThrows(
                    ConfigurationException.class, () -> KeyMaintenance.check(Duration.parse(retention)), retention);
            assertTrue(refusal.getMessage().startsWith("AGENTKEYS_API_KEYS_RETENTION cannot be used: "));
        }
    }

    private String key(String name, String properties) {
        String id = createKey(Map.of("agent_id", agent.id(), "name", name))
                .then()
                .statusCode(200)
                .extract()
                .as(JsonAnswer.class)
                .get("id");
        assertFalse(TestDatabase.query(
                        "update agent_api_key set " + properties + " where id = ? returning id", UUID.fromString(id))
                .isEmpty());
        return id;
    }

    private static String outgoing(String end) {
        return "previous_fingerprint = sha256('outgoing'), previous_fingerprint_key_id = 'outgoing-ring-key',"
                + " previous_expires_at = now() " + end;
    }

    private String revoked(String name, String ago) {
        return TestDatabase.query("""
                        insert into revoked_agent_api_key (id, agent_id, agent_incarnation, api_key_type, name,
                                                           created_at, self_rotation, reason, revoked_at)
                        values (gen_random_uuid(), ?, 1, 'external', ?, now() - interval '1 year', false,
                                'unspecified', now() - ?::interval)
                        returning id""", UUID.fromString(agent.id()), name, ago).get(0);
    }

    /** The agent's keys in that table, without its internal key. */
    private List<String> names(String table) {
        return TestDatabase.query(
                "select name from " + table + " where agent_id = ? and api_key_type = 'external' order by name",
                UUID.fromString(agent.id()));
    }

    private String auditLine(String id, String status) {
        return "Purged: what=api_key:" + id + " type=external agent=" + agent.id() + " status=" + status;
    }

    private String purgeAndReadLog() {
        try (var log = new CapturedLog()) {
            run();
            return log.text();
        }
    }

    private Void run() {
        return purge.run().await().atMost(TIMEOUT);
    }
}
