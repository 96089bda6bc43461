package dev.agentkeys.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.testsupport.OwnPostgres;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The service works with the role that the distribution's SQL creates, and that role has no more privileges. */
class ProductionRolesIT {

    private static final Path SQL = Path.of("src/main/distribution/sql");

    @Test
    void theOwnerMigratesAndTheServiceServes() throws IOException, SQLException {
        try (var server = OwnPostgres.start()) {
            var steps = sql("roles.sql").split("(?m)^\\\\connect agentkeys$");
            assertEquals(2, steps.length);
            run(server, "postgres", "postgres", steps[0]);
            run(server, "agentkeys", "postgres", steps[1]);
            // The migration needs no other secret, and the command outranks the setting of the other processes.
            assertSucceeds(
                    Map.of("DATABASE_URL", url(server, "agentkeys_owner"), "AGENTKEYS_DATABASE_MIGRATION", "check"),
                    "migrate");

            assertSucceeds(environment(server, "agentkeys_service"), "doctor");
            try (var service = ServiceProcess.start(environment(server, "agentkeys_service"))) {
                var client = service.client();
                var agent = client.registerAgent();
                var created = client.createKey(Map.of("agent_id", agent.id(), "name", "ci"));
                assertEquals(200, created.statusCode(), created::body);
                assertEquals(200, client.get("/agents/" + agent.id()).statusCode());
                assertTrue(client.get("/audit_events").body().contains("\"ci\""));
                assertEquals(200, client.delete("/agents/" + agent.id()).statusCode());
                // The stop also runs the service's work in the background.
                service.terminate();
                service.awaitExit();
                assertFalse(service.output().contains("denied"), service::output);
            }
            assertEquals("f", one(server, "select has_schema_privilege('agentkeys_service', 'public', 'create')"));
        }
    }

    private static void assertSucceeds(Map<String, String> environment, String command) {
        try (var process = ServiceProcess.launch(environment, command)) {
            assertEquals(0, process.awaitExit(), process::output);
        }
    }

    private static Map<String, String> environment(OwnPostgres server, String role) {
        var environment = new HashMap<String, String>();
        environment.put("DATABASE_URL", url(server, role));
        environment.put("AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
        environment.put("AGENTKEYS_DATABASE_MIGRATION", "check");
        return environment;
    }

    private static String sql(String file) throws IOException {
        return Files.readAllLines(SQL.resolve(file)).stream()
                .filter(line -> !line.startsWith("--"))
                .collect(Collectors.joining("\n"));
    }

    /** Executes each statement by itself, because PostgreSQL creates no database in a transaction. */
    private static void run(OwnPostgres server, String database, String role, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(jdbcUrl(server, database), role, "");
                var statement = connection.createStatement()) {
            for (var one : sql.split(";")) {
                if (!one.isBlank()) {
                    statement.execute(one);
                }
            }
        }
    }

    private static String one(OwnPostgres server, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(jdbcUrl(server, "agentkeys"), "postgres", "");
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static String url(OwnPostgres server, String role) {
        return "postgresql://" + role + "@127.0.0.1:" + server.port() + "/agentkeys";
    }

    private static String jdbcUrl(OwnPostgres server, String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database;
    }
}
