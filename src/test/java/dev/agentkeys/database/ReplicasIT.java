package dev.agentkeys.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.testsupport.Replicas;
import dev.agentkeys.testsupport.SharedProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Replicas may start at the same time on an empty database. All become ready, and each migration is applied once. */
@ExtendWith(SharedProcesses.class)
class ReplicasIT {

    private static Replicas replicas;

    @BeforeAll
    static void start(Replicas shared) {
        replicas = shared;
    }

    @Test
    void migrateTheSchemaOnce() throws IOException {
        var database = replicas.database();

        assertEquals(
                migrations(),
                database
                        .query("select regexp_replace(script, '.*/', '') from flyway_schema_history where success")
                        .stream()
                        .sorted()
                        .toList());
        assertEquals(List.of("0"), database.query("select count(*) from flyway_schema_history where not success"));
    }

    @Test
    void serveWhatAnotherOneCreated() {
        var clients = replicas.clients();
        var agent = clients.get(0).registerAgent();

        for (int i = 1; i < clients.size(); i++) {
            var answer = clients.get(i).createKey(Map.of("agent_id", agent.id(), "name", "ci-" + i));

            assertEquals(200, answer.statusCode(), answer.body());
        }
    }

    private static List<String> migrations() throws IOException {
        try (var files = Files.list(Path.of("src/main/resources/db/migration"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
