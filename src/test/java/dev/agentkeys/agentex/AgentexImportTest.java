package dev.agentkeys.agentex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyRing;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.testsupport.CapturedLog;
import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An import adds new agents and keys, and updates others only on request. A dry run changes nothing. */
class AgentexImportTest {

    private static final String EXTERNAL = "an-external-key-of-agentex";

    private final KeyMaterial keyMaterial =
            new KeyMaterial(KeyRing.parse(PackagedApplication.KEY_RING), new SecureRandom());

    private OwnDatabase database;
    private AgentexData agentex;
    private String agentId;

    @BeforeEach
    void fill() throws SQLException {
        database = OwnDatabase.migrated();
        agentex = new AgentexData();
        agentId = agentex.agent("triage", "READY");
        agentex.key(agentId, "INTERNAL", "triage-api-key", "an-older-internal-key", 1);
        agentex.key(agentId, "INTERNAL", "second", "an-internal-key", 2);
        agentex.key(agentId, "EXTERNAL", "ci", EXTERNAL, 3);
        agentex.key(agentId, "GITHUB", "octo/hello", "a-github-secret", 4);
        agentex.key(agentId, "SLACK", "A0123", "a-slack-secret", 5);
    }

    @AfterEach
    void drop() throws SQLException {
        agentex.close();
        database.close();
    }

    @Test
    void aDryRunPrintsTheSameAndChangesNothing() throws SQLException {
        var said = copy(false, true);

        assertContains(said, "a dry run");
        assertContains(said, "keys: 5 added");
        assertEquals(List.of("0"), database.query("select count(*) from agent"));
    }

    @Test
    void aSecondRunAddsNewKeysAndUpdatesOnlyOnRequest() throws SQLException {
        copy(false, false);
        agentex.key(agentId, "EXTERNAL", "new", "a-key-that-came-later", 6);
        agentex.execute("update agent_api_keys set api_key = 'changed-in-agentex' where name = 'ci'");
        agentex.execute("update agents set description = 'Changed'");

        var again = copy(false, false);
        assertContains(again, "agents: 0 added, 0 updated, 1 unchanged, 0 skipped");
        assertContains(again, "keys: 1 added, 0 updated, 5 unchanged, 0 skipped");
        assertEquals(List.of("Sorts issues"), database.query("select description from agent"));
        assertEquals(1, stored(EXTERNAL));

        var updated = copy(true, false);
        assertContains(updated, "agents: 0 added, 1 updated, 0 unchanged, 0 skipped");
        assertContains(updated, "keys: 0 added, 6 updated, 0 unchanged, 0 skipped");
        assertEquals(List.of("Changed"), database.query("select description from agent"));
        assertEquals(1, stored("changed-in-agentex"));
        assertEquals(1, stored("a-key-that-came-later"));
        assertEquals(0, stored(EXTERNAL));
    }

    @Test
    void revivesNoKeyThatWasEndedHere() throws SQLException {
        copy(false, false);
        var revoked = database.query("delete from agent_api_key where name = 'ci' returning id")
                .get(0);
        database.query("insert into revoked_agent_api_key (id, agent_id, agent_incarnation, api_key_type, name,"
                + " created_at, self_rotation, reason) select '" + revoked
                + "', id, incarnation, 'external', 'ci', now(),"
                + " false, 'key_compromise' from agent returning id");
        var rotated = database.query("update agent_api_key set rotated_at = now(), fingerprint = sha256('new')"
                        + " where name = 'second' returning id")
                .get(0);
        database.query("update agent_api_key set enabled = false where name = 'octo/hello' returning id");

        try (var log = new CapturedLog()) {
            assertContains(copy(false, false), "keys: 0 added, 0 updated, 4 unchanged, 1 skipped");
            assertSkipped(log, revoked, "it was revoked here");
            assertContains(copy(true, false), "keys: 0 added, 3 updated, 0 unchanged, 2 skipped");
            assertSkipped(log, rotated, "it was rotated here");
        }

        assertEquals(List.of("octo/hello"), database.query("select name from agent_api_key where not enabled"));
        assertEquals(
                List.of("second"), database.query("select name from agent_api_key where fingerprint = sha256('new')"));
        assertEquals(List.of("0"), database.query("select count(*) from agent_api_key where name = 'ci'"));
    }

    /** Old versions of Agentex lack some columns and a table. */
    @Test
    void importsFromAnOldAgentex() throws SQLException {
        agentex.execute("drop table deployments");
        agentex.execute("alter table agents drop column registration_metadata, drop column registered_at,"
                + " drop column agent_input_type, drop column production_deployment_id");

        assertContains(copy(false, false), "keys: 5 added");
    }

    /** The output of an import that connects to Agentex with the role that can only read. */
    private String copy(boolean update, boolean dryRun) throws SQLException {
        try (var source = DriverManager.getConnection(agentex.jdbcUrl());
                var target = database.connect()) {
            source.setReadOnly(true);
            source.setAutoCommit(false);
            target.setAutoCommit(false);
            return AgentexImport.copy(source, target, keyMaterial, update, dryRun);
        }
    }

    /** The number of stored keys that match this key when a caller presents it. */
    private long stored(String key) {
        var fingerprint = keyMaterial.fingerprint(KeyType.EXTERNAL, Secret.of(key));
        return database.query("select id from agent_api_key where fingerprint = decode('"
                        + HexFormat.of().formatHex(fingerprint.value()) + "', 'hex')")
                .size();
    }

    private void assertSkipped(CapturedLog log, String key, String reason) {
        assertTrue(
                log.text()
                        .lines()
                        .anyMatch(
                                line -> line.contains("key " + key + " of agent " + agentId) && line.contains(reason)),
                log::text);
    }

    private static void assertContains(String said, String text) {
        assertTrue(said.contains(text), () -> "No '" + text + "' in: " + said);
    }
}
