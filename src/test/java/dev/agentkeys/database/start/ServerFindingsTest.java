package dev.agentkeys.database.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.doctor.Finding;
import dev.agentkeys.doctor.Finding.Severity;
import dev.agentkeys.testsupport.OwnDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The command {@code doctor} tells which privileges the service's role lacks, and describes the server. */
class ServerFindingsTest {

    @Test
    void tellsTheServerAndThatItsRoleIsASuperuser() throws SQLException {
        try (var database = OwnDatabase.create();
                var connection = database.connect()) {
            var server = new ServerFindings(connection);

            var findings = server.ofTheServer();
            assertEquals(Severity.OK, of("version", findings).severity());
            assertEquals(Severity.OK, of("encoding", findings).severity());
            assertEquals(Severity.OK, of("clocks", findings).severity());
            assertEquals(Severity.WARNING, of("encryption", findings).severity());
            assertEquals(
                    "connected to " + database.name() + " as postgres, a superuser; the service needs no such role",
                    of("role", findings).text());
            assertTrue(server.mayCreateTables());
        }
    }

    @Test
    void namesEveryPrivilegeThatTheRoleLacks() throws SQLException {
        try (var database = OwnDatabase.migrated();
                var connection = database.connect()) {
            var role = "reader_of_" + database.name();
            execute(connection, "create role " + role);
            execute(connection, "revoke create on schema public from public");
            execute(connection, "grant select on all tables in schema public to " + role);
            execute(connection, "grant insert, update, delete on agent to " + role);
            execute(connection, "set role " + role);
            var server = new ServerFindings(connection);

            var privileges = of("privileges", server.ofThePrivileges());
            assertEquals(Severity.FAILED, privileges.severity());
            assertTrue(privileges.text().contains("delete on agent_api_key, "), privileges::text);
            assertTrue(privileges.text().contains("insert on audit_event, "), privileges::text);
            assertFalse(privileges.text().contains(" on agent,"), privileges::text);
            assertFalse(privileges.text().contains("flyway"), privileges::text);
            assertFalse(server.mayCreateTables());
            assertEquals(Severity.OK, of("role", server.ofTheServer()).severity());

            execute(connection, "reset role");
            execute(connection, "drop owned by " + role);
            execute(connection, "drop role " + role);
        }
    }

    @Test
    void comparesTheClocks() {
        var before = Instant.parse("2026-01-01T00:00:10Z");
        var after = before.plusMillis(50);

        assertEquals(Duration.ZERO, ServerFindings.difference(before, after, before.plusMillis(20)));
        assertEquals(Duration.ofSeconds(3), ServerFindings.difference(before, after, before.minusSeconds(3)));
        assertEquals(Duration.ofSeconds(40), ServerFindings.difference(before, after, after.plusSeconds(40)));
        assertEquals(
                Severity.OK, ServerFindings.ofTheClocks(Duration.ofMillis(1500)).severity());
        assertEquals(
                Severity.WARNING,
                ServerFindings.ofTheClocks(Duration.ofSeconds(3)).severity());
        assertEquals(
                Severity.FAILED,
                ServerFindings.ofTheClocks(Duration.ofSeconds(40)).severity());
    }

    private static Finding of(String subject, List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
