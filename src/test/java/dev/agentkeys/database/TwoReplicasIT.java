package dev.agentkeys.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.OwnDatabase;
import dev.agentkeys.testsupport.PackagedApplication;
import dev.agentkeys.testsupport.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Two replicas may start at the same time on an empty database. Both become ready, and each migration is applied once.
 */
class TwoReplicasIT {

    @RepeatedTest(2)
    void migrateTheSchemaOnce() throws IOException {
        try (var database = OwnDatabase.create()) {
            var environment =
                    Map.of("DATABASE_URL", database.url(), "AGENTKEYS_KEY_RING", PackagedApplication.KEY_RING);
            try (var one = ServiceProcess.launch(environment);
                    var other = ServiceProcess.launch(environment)) {
                var agent = one.awaitReady().client().registerAgent();
                var answer = other.awaitReady().client().createKey(Map.of("agent_id", agent.id(), "name", "ci"));

                assertEquals(200, answer.statusCode(), answer.body());
            }
            assertEquals(
                    migrations(),
                    database
                            .query("select regexp_replace(script, '.*/', '') from flyway_schema_history where success")
                            .stream()
                            .sorted()
                            .toList());
            assertEquals(List.of("0"), database.query("select count(*) from flyway_schema_history where not success"));
        }
    }

    private static List<String> migrations() throws IOException {
        try (var files = Files.list(Path.of("src/main/resources/db/migration"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
