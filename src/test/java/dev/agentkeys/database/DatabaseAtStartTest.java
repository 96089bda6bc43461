package dev.agentkeys.database;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.CapturedLog;
import dev.agentkeys.testsupport.OwnDatabase;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service does not wait for a database that it can never use. {@code StartRefusalIT} shows that the start ends. */
class DatabaseAtStartTest {

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
    void saysThatTheServerHasNoSuchDatabaseInsteadOfWaitingForIt() {
        var refusal = refusalOf(database.url() + "-of-somebody-else");

        assertTrue(refusal.contains("\"" + database.name() + "-of-somebody-else\" does not exist"), refusal);
    }

    @Test
    void refusesADatabaseThatIsNotUtf8() throws SQLException {
        var latin = database.name() + "_latin";
        execute("create database " + latin + " encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0");
        try {
            var refusal = refusalOf(database.url().replaceFirst(database.name() + "$", latin));

            assertTrue(refusal.contains("its encoding is LATIN1, and this service needs UTF8"), refusal);
        } finally {
            execute("drop database " + latin + " with (force)");
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String refusalOf(String url) {
        try (var log = new CapturedLog()) {
            var refusal = assertThrows(
                    ConfigurationException.class,
                    () -> PlainStart.on(url).database().await());
            assertFalse(log.text().contains("Waiting"), log::text);
            return refusal.getMessage();
        }
    }
}
