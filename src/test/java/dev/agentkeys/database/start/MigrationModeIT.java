package dev.agentkeys.database.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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

/** A deployment may migrate in a separate process. Its other processes then only check that the migration was done. */
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
    void onlyMigratesAndEndsWithoutAnyOtherSecretAndAgainWithoutHarm() {
        var output = outputOf(0, Map.of("AGENTKEYS_DATABASE_MIGRATION", "only"));

        assertEquals(List.of("agent_api_key"), database.query("select to_regclass('agent_api_key')::text"));
        assertTrue(output.contains("The database's schema is up to date"), output);
        assertFalse(output.contains("Listening on"), output);
        assertFalse(output.contains("ERROR"), output);

        outputOf(0, Map.of(), "migrate");
        assertEquals(List.of("0"), database.query("select count(*) from flyway_schema_history where not success"));
    }

    @Test
    void onlyEndsInFailureWhenTheMigrationFails() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("create table agent (id integer)");
        }
        try (var service = launch(Map.of("AGENTKEYS_DATABASE_MIGRATION", "only"))) {
            assertNotEquals(0, service.awaitExit());
            assertFalse(service.output().contains("is up to date"), service.output());
        }
    }

    @Test
    void refusesADatabaseThatIsNotUtf8() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("create database latin encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0");
        }
        try (var service = ServiceProcess.launch(Map.of(
                "DATABASE_URL",
                database.url().replaceFirst(database.name() + "$", "latin"),
                "AGENTKEYS_DATABASE_MIGRATION",
                "only"))) {
            assertNotEquals(0, service.awaitExit());
            assertTrue(
                    service.output().contains("its encoding is LATIN1, and this service needs UTF8"), service::output);
            assertFalse(service.wroteStackTrace(), service::output);
        }
    }

    @Test
    void checkRefusesASchemaThatNoProcessMigrates() {
        try (var service =
                launch(Map.of("AGENTKEYS_DATABASE_MIGRATION", "check", "AGENTKEYS_DATABASE_START_TIMEOUT", "1s"))) {
            assertNotEquals(0, service.awaitExit());
            var output = service.output();
            assertTrue(output.contains("The database's schema is too old: migration V1 is missing."), output);
            assertTrue(output.contains("Run the service with AGENTKEYS_DATABASE_MIGRATION=only first."), output);
            assertFalse(output.contains("Listening on"), output);
            assertFalse(output.contains("\tat "), output);
        }
        assertEquals(List.of("0"), database.query("select count(*) from pg_tables where schemaname = 'public'"));
    }

    @Test
    void checkWaitsForTheMigrationAndThenServes() {
        try (var service = launch(Map.of("AGENTKEYS_DATABASE_MIGRATION", "check"))) {
            service.awaitOutput("Waiting up to 60 s for migration V1 ");
            database.migrate();

            assertEquals(200, service.awaitReady().client().get("/readyz").statusCode());
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

    /** Starts a process with only those settings and the database. Returns its output. */
    private String outputOf(int exitCode, Map<String, String> settings, String... arguments) {
        var environment = new HashMap<>(settings);
        environment.put("DATABASE_URL", database.url());
        try (var service = ServiceProcess.launch(environment, arguments)) {
            int code = service.awaitExit();
            assertEquals(exitCode, code, service.output());
            return service.output();
        }
    }
}
