package dev.agentkeys.database.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.database.DatabaseConfig.Migration;
import dev.agentkeys.database.PlainStart;
import dev.agentkeys.testsupport.CapturedLog;
import dev.agentkeys.testsupport.OwnDatabase;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a start refuses to do with the schema. {@code MigrationModeIT} shows the modes with processes. */
class SchemaMigrationTest {

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
    void onlyEndsInFailureWhenTheMigrationFails() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("create table agent (id integer)");
        }
        var migration = in(Migration.ONLY);
        try (var log = new CapturedLog()) {
            assertThrows(FlywayException.class, () -> migration.migrateOnly(new StartupEvent(), new String[0]));
            assertFalse(log.text().contains("is up to date"), log::text);
        }
    }

    @Test
    void migratesAgainWithoutHarm() {
        in(Migration.MIGRATE).onStart(new StartupEvent());
        in(Migration.MIGRATE).onStart(new StartupEvent());

        assertEquals(List.of("agent_api_key"), database.query("select to_regclass('agent_api_key')::text"));
        assertEquals(List.of("0"), database.query("select count(*) from flyway_schema_history where not success"));
    }

    @Test
    void checkRefusesASchemaThatNoProcessMigrates() {
        var migration = in(Migration.CHECK);

        var refusal = assertThrows(ConfigurationException.class, () -> migration.onStart(new StartupEvent()))
                .getMessage();
        assertTrue(refusal.contains("The database's schema is too old: migration V1 is missing."), refusal);
        assertTrue(refusal.contains("Run the service with AGENTKEYS_DATABASE_MIGRATION=only first."), refusal);
        assertEquals(List.of("0"), database.query("select count(*) from pg_tables where schemaname = 'public'"));
    }

    private SchemaMigration in(Migration mode) {
        var start = PlainStart.on(database.url(), mode);
        return new SchemaMigration(start.database(), start.flyway(), start.config());
    }
}
