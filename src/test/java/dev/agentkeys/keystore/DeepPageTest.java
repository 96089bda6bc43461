package dev.agentkeys.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.agentkeys.database.Database;
import dev.agentkeys.database.PlainDatabase;
import dev.agentkeys.testsupport.OwnDatabase;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A page far behind in a list has the same keys as when the list is read from its beginning. */
class DeepPageTest {

    private static final String AGENT = "11111111-1111-1111-1111-111111111111";
    private static final String DELETED = "22222222-2222-2222-2222-222222222222";
    private static final long ALL = 2300;

    private static OwnDatabase server;
    private static PlainDatabase database;

    @BeforeAll
    static void fill() throws SQLException {
        server = OwnDatabase.migrated();
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into agent (id, name, description, status, acp_type)
                    values ('11111111-1111-1111-1111-111111111111', 'busy', '', 'Ready', 'async'),
                           ('22222222-2222-2222-2222-222222222222', 'gone', '', 'Deleted', 'async');
                    insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, fingerprint,
                                               fingerprint_key_id, created_at)
                    select gen_random_uuid(), a.id, 1, 'external', 'key-' || n, sha256((a.id || ' ' || n)::bytea), 'k',
                           '2026-01-01'::timestamptz + n % 700 * interval '1 minute'
                    from agent a, generate_series(1, 2000) n;
                    insert into revoked_agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, fingerprint,
                                                       fingerprint_key_id, created_at, self_rotation, reason)
                    select gen_random_uuid(), a.id, 1, 'external', 'revoked-' || n, sha256((a.id || ' r ' || n)::bytea), 'k',
                           '2026-01-01'::timestamptz + n * interval '2 minutes', false, 'unspecified'
                    from agent a, generate_series(1, 300) n""");
        }
        database = new PlainDatabase(server);
    }

    @AfterAll
    static void close() {
        database.close();
        server.close();
    }

    @Test
    void hasTheKeysThatFollowTheEarlierPages() {
        var all = page(KeyList.statement(KeyFilter.ALL, Optional.empty()), AGENT, ALL, 0);

        assertEquals(ALL, all.size());
        LongStream.of(0, 49, 700, 1999, 2000, 2251, 2299)
                .forEach(offset -> assertEquals(
                        all.subList((int) offset, (int) Math.min(offset + 50, ALL)),
                        page(KeyList.DEEP_PAGE, AGENT, 50, offset)));
    }

    @Test
    void isEmptyAfterTheEndAndForADeletedAgent() {
        for (var agent : List.of(AGENT, DELETED)) {
            assertEquals(
                    page(KeyList.statement(KeyFilter.ALL, Optional.empty()), agent, 50, 5000),
                    page(KeyList.DEEP_PAGE, agent, 50, 5000));
        }
    }

    @Test
    void usesTheIndexAloneOnlyFarBehindInTheList() {
        assertSame(KeyList.DEEP_PAGE, KeyList.page(KeyFilter.ALL, Optional.empty(), 1_000_000));
        assertSame(
                KeyList.statement(KeyFilter.ALL, Optional.empty()), KeyList.page(KeyFilter.ALL, Optional.empty(), 50));
    }

    private static List<String> page(AgentStatement statement, String agent, long limit, long offset) {
        var parameters =
                KeyList.addParameters(Tuple.of(UUID.fromString(agent)), KeyFilter.ALL, Optional.empty(), limit, offset);
        return database.database()
                .execute(statement.byId(), parameters.addInteger(null))
                .map(rows -> Database.list(rows, Row::toJson))
                .map(rows -> rows.stream().map(Object::toString).toList())
                .await()
                .indefinitely();
    }
}
