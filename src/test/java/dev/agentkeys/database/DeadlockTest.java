package dev.agentkeys.database;

import static dev.agentkeys.testsupport.Api.json;
import static dev.agentkeys.testsupport.Api.registerAgent;
import static dev.agentkeys.testsupport.Api.registration;
import static dev.agentkeys.testsupport.JsonAnswer.at;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.agentkeys.testsupport.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** PostgreSQL ends one statement of a deadlock. The answer then says that the caller may send the request again. */
@QuarkusTest
class DeadlockTest {

    @Test
    void answers503ToTheRequestWhoseStatementPostgresqlEnds() throws Exception {
        var one = registerAgent();
        var two = registerAgent();
        var body = registration(two.name());
        body.put("agent_id", one.id());
        try (var other = TestDatabase.connect()) {
            other.setAutoCommit(false);
            // With a longer timeout in this transaction, PostgreSQL ends the service's statement and not this one.
            execute(other, "set local deadlock_timeout = '1min'");
            execute(other, "update agent set name = 'renamed-" + UUID.randomUUID() + "' where id = '" + two.id() + "'");

            var answer = CompletableFuture.supplyAsync(() -> json(body).post("/agents/register"));
            await().until(() -> !waiting().isEmpty());
            execute(other, "update agent set description = 'Waits' where id = '" + one.id() + "'");

            answer.get(20, SECONDS)
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "1")
                    .body(at("code", equalTo(503)))
                    .body(at("message", equalTo("The database is not available.")));
            other.rollback();
        }
    }

    private static List<String> waiting() {
        return TestDatabase.query("select pid from pg_stat_activity"
                + " where wait_event_type = 'Lock' and query like '%update agent%' and pid <> pg_backend_pid()");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
