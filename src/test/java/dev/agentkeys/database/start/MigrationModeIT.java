package dev.agentkeys.database.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A deployment may migrate in a separate process. Its other processes then only check that the migration was done. {@code
 * SchemaMigrationTest} shows the refusals, and {@code ProductionRolesIT} the command {@code migrate}.
 */
class MigrationModeIT {

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
    void onlyMigratesWithoutAnyOtherSecretAndEndsAndCheckWaitsForItAndServes() {
        try (var replica = launch(Map.of("AGENTKEYS_DATABASE_MIGRATION", "check"))) {
            replica.awaitOutput("Waiting up to 60 s for migration V1 ");
            try (var migration = ServiceProcess.launch(
                    Map.of("DATABASE_URL", database.url(), "AGENTKEYS_DATABASE_MIGRATION", "only"))) {
                assertEquals(0, migration.awaitExit(), migration::output);
                var output = migration.output();
                assertEquals(List.of("agent_api_key"), database.query("select to_regclass('agent_api_key')::text"));
                assertTrue(output.contains("The database's schema is up to date"), output);
                assertFalse(output.contains("Listening on"), output);
                assertFalse(output.contains("ERROR"), output);
            }

            assertEquals(200, replica.awaitReady().client().get("/readyz").statusCode());
        }
    }

    @Test
    void checkServesOnASchemaThatIsNewerThanItKnows() throws SQLException {
        database.migrate();
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    "insert into flyway_schema_history values"
                            + " (9999, '9999', 'of a later release', 'SQL', 'V9999__of_a_later_release.sql', 1, 'x', now(), 1, true)");
        }
        try (var service = launch(Map.of("AGENTKEYS_DATABASE_MIGRATION", "check"))) {
            assertEquals(200, service.awaitReady().client().get("/readyz").statusCode());
        }
    }

    private ServiceProcess launch(Map<String, String> settings) {
        var environment = new HashMap<>(settings);
        environment.put("DATABASE_URL", database.url());
        environment.put("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
        return ServiceProcess.launch(environment);
    }
}
