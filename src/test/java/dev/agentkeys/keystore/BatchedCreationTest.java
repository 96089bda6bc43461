package dev.agentkeys.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.audit.Actor;
import dev.agentkeys.database.PlainDatabase;
import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.testsupport.OwnDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service creates a key in a batch in the same way as alone. The key waits for no key of another agent. */
class BatchedCreationTest {

    private static final int CREATIONS = 300;
    private static final int AGENTS = 12;

    /**
     * Agents 0 to 9 exist. Agent 0 is deleted, and agent 1 is in its third incarnation. Each has a key with the name
     * "taken".
     */
    private static final String SEED = """
            insert into agent (id, name, incarnation, description, status, acp_type)
            select lpad(n::text, 32, '0')::uuid, 'agent-' || n, case n when 1 then 3 else 1 end, '',
                   case n when 0 then 'Deleted' else 'Ready' end, 'async'
            from generate_series(0, 9) n;
            insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, fingerprint,
                                       fingerprint_key_id)
            select gen_random_uuid(), id, incarnation, 'external', 'taken', sha256(name::bytea), 'k' from agent""";

    private static final String STORED = """
            select concat_ws(' ', agent_id, agent_incarnation, api_key_type, name, hint, fingerprint, fingerprint_key_id,
                             sealed_value, sealed_key_id, expires_at > now(), metadata, self_rotation)
            from agent_api_key
            order by 1""";

    private static final String EVENTS = """
            select concat_ws(' ', e.action, e.agent_id, k.name, e.changes, e.actor, e.actor_mode, e.actor_agent_id,
                             e.actor_api_key_id, e.role, e.request_id, e.address)
            from audit_event e
            join agent_api_key k on k.id = e.api_key_id
            order by 1""";

    private record Creation(AgentReference agent, NewKey key, Actor actor) {

        /** The values that only one key may have. */
        List<Object> unique() {
            return List.of(agent.text(), key.type(), key.name());
        }
    }

    /** A database with the agents, and the repository that creates keys in it. */
    private static final class Side implements AutoCloseable {

        private final OwnDatabase server = OwnDatabase.migrated();
        private final PlainDatabase database;
        private final KeyCreation keys;

        Side() {
            database = new PlainDatabase(server);
            keys = new KeyCreation(database.database());
            try (var connection = server.connect();
                    var statement = connection.createStatement()) {
                statement.execute(SEED);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        Uni<StoredKey> create(Creation creation) {
            return keys.create(creation.agent(), creation.key(), creation.actor());
        }

        List<String> rows(String query) throws SQLException {
            try (var connection = server.connect();
                    var statement = connection.createStatement();
                    var found = statement.executeQuery(query)) {
                var rows = new ArrayList<String>();
                while (found.next()) {
                    rows.add(found.getString(1));
                }
                return rows;
            }
        }

        long statements() {
            return database.metrics()
                    .get("agentkeys.database.batch.size")
                    .summary()
                    .count();
        }

        @Override
        public void close() {
            database.close();
            server.close();
        }
    }

    private Side side;

    @BeforeEach
    void start() {
        side = new Side();
    }

    @AfterEach
    void close() {
        side.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void createsTheSameKeysAndEvents(long seed) throws SQLException {
        var random = new Random(seed);
        var creations =
                IntStream.range(0, CREATIONS).mapToObj(n -> creation(random, n)).toList();
        try (var alone = new Side()) {
            var expected = new ArrayList<String>();
            creations.forEach(creation ->
                    expected.add(outcome(alone.create(creation)).await().indefinitely()));

            var batched = new String[CREATIONS];
            for (var turn : turns(creations)) {
                var outcomes = side.database.inOneTurn(turn.stream()
                        .map(number -> outcome(side.create(creations.get(number))))
                        .toList());
                for (int i = 0; i < turn.size(); i++) {
                    batched[turn.get(i)] = outcomes.get(i);
                }
            }

            assertEquals(expected, List.of(batched));
            assertEquals(alone.rows(STORED), side.rows(STORED));
            assertEquals(alone.rows(EVENTS), side.rows(EVENTS));
            assertTrue(expected.stream().distinct().count() > 40, "the cases are too much alike");
            assertTrue(side.statements() <= CREATIONS / 5, "the creates took too many statements");
        }
    }

    @Test
    void theFirstOfEqualCreatesInOneStatementWins() throws SQLException {
        var keys = createTogether(external("agent-2", "a"), external("agent-2", "a"), external("agent-2", "a"));

        assertEquals("a", keys.get(0).join().name());
        for (var late : keys.subList(1, 3)) {
            assertInstanceOf(
                    ProblemException.class,
                    assertThrows(CompletionException.class, late::join).getCause());
        }
        assertEquals(1, side.statements());
        assertEquals(1, side.rows(EVENTS).size());
    }

    @Test
    void aLockedAgentDelaysNoKeyOfAnotherAgent() throws SQLException {
        try (var connection = locking("select from agent where name = 'agent-2' for update")) {
            var keys = createTogether(external("agent-2", "a"), external("agent-3", "a"), external("agent-4", "a"));

            assertEquals("a", keys.get(1).join().name());
            assertEquals("a", keys.get(2).join().name());
            assertFalse(keys.get(0).isDone());
            connection.rollback();
            assertEquals("a", keys.get(0).join().name());
        }
    }

    @Test
    void aNameThatIsBeingTakenDelaysNoOtherKey() throws SQLException {
        try (var connection = locking("""
                insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, fingerprint,
                                           fingerprint_key_id)
                select gen_random_uuid(), id, incarnation, 'external', 'a', '', 'k' from agent where name = 'agent-2'""")) {
            var keys = createTogether(external("agent-2", "a"), external("agent-3", "a"), external("agent-3", "b"));

            assertEquals("a", keys.get(1).join().name());
            assertEquals("b", keys.get(2).join().name());
            assertFalse(keys.get(0).isDone());
            connection.commit();
            assertThrows(CompletionException.class, keys.get(0)::join);
        }
    }

    @Test
    void aKeyThatTheDatabaseRefusesFailsNoOther() {
        var refused = external("agent-2", "refused");
        var terms = new NewKey.Terms(Expiry.NEVER, Optional.of("{"), false);
        var keys = createTogether(
                external("agent-2", "a"),
                new Creation(refused.agent(), refused.key().with(terms), refused.actor()),
                external("agent-2", "b"));

        assertEquals("a", keys.get(0).join().name());
        assertEquals("b", keys.get(2).join().name());
        assertInstanceOf(
                PgException.class,
                assertThrows(CompletionException.class, keys.get(1)::join).getCause());
    }

    /**
     * Groups the numbers of the creates by the turn in which they begin. No turn has two creates of one name, because
     * either of two concurrent statements may be the first.
     */
    private static Collection<List<Integer>> turns(List<Creation> creations) {
        var before = new HashMap<List<Object>, Integer>();
        return IntStream.range(0, creations.size())
                .boxed()
                .collect(Collectors.groupingBy(
                        number -> before.merge(creations.get(number).unique(), 1, Integer::sum),
                        TreeMap::new,
                        Collectors.toList()))
                .values();
    }

    private List<CompletableFuture<StoredKey>> createTogether(Creation... creations) {
        return side.database.startInOneTurn(
                List.of(creations).stream().map(side::create).toList());
    }

    private Connection locking(String sql) throws SQLException {
        var connection = side.server.connect();
        connection.setAutoCommit(false);
        connection.createStatement().execute(sql);
        return connection;
    }

    private static Creation external(String agent, String name) {
        return new Creation(AgentReference.byName(agent), key(KeyType.EXTERNAL, name, 0), Actor.system());
    }

    private static Creation creation(Random random, int number) {
        int agent = random.nextInt(AGENTS);
        var type = List.of(KeyType.EXTERNAL, KeyType.EXTERNAL, KeyType.SLACK, KeyType.INTERNAL)
                .get(random.nextInt(4));
        var name = random.nextInt(5) == 0 ? "taken" : "name-" + random.nextInt(15);
        return new Creation(reference(random, agent), key(type, name, number).with(terms(random)), actor(random));
    }

    private static AgentReference reference(Random random, int agent) {
        var byName = AgentReference.byName("agent-" + agent);
        var id = UUID.fromString("00000000-0000-0000-0000-%012d".formatted(agent));
        return switch (random.nextInt(3)) {
            case 0 -> byName;
            case 1 -> byName.withId(id);
            default -> byName.withId(id, 1 + random.nextInt(3));
        };
    }

    private static NewKey.Terms terms(Random random) {
        var now = OffsetDateTime.now();
        var expiry =
                switch (random.nextInt(5)) {
                    case 0 -> expiry(now.plusDays(2), null, null);
                    case 1 -> expiry(now.minusDays(2), null, null);
                    case 2 -> expiry(now.plusDays(2), null, Duration.ofDays(1));
                    case 3 -> expiry(null, Duration.ofDays(1), null);
                    default -> Expiry.NEVER;
                };
        var metadata =
                random.nextBoolean() ? Optional.of("{\"team\":" + random.nextInt(3) + "}") : Optional.<String>empty();
        return new NewKey.Terms(expiry, metadata, random.nextBoolean());
    }

    private static Expiry expiry(OffsetDateTime at, Duration after, Duration limit) {
        return new Expiry(Optional.ofNullable(at), Optional.ofNullable(after), Optional.ofNullable(limit));
    }

    private static Actor actor(Random random) {
        return random.nextInt(4) == 0
                ? Actor.system()
                : new Actor(
                        "static:ops",
                        "static",
                        Optional.of(new UUID(0, random.nextInt(3))),
                        Optional.of(new UUID(1, random.nextInt(3))),
                        Optional.of("keys:write"),
                        Optional.of("request-" + random.nextInt(100)),
                        Optional.of("127.0.0.1"));
    }

    private static NewKey key(KeyType type, String name, int number) {
        var bytes = new byte[] {(byte) number, (byte) (number >> 8)};
        return new NewKey(
                UUID.randomUUID(),
                type,
                name,
                number % 3 == 0 ? Optional.empty() : Optional.of("hint-" + number),
                type.presentable() ? Optional.of(new Fingerprint("k", bytes)) : Optional.empty(),
                type.recoverable() ? Optional.of(new Sealed("k", bytes)) : Optional.empty(),
                NewKey.Terms.NONE);
    }

    private static Uni<String> outcome(Uni<StoredKey> created) {
        return created.map(key -> String.join(
                        " ",
                        key.agentId().toString(),
                        key.name(),
                        String.valueOf(key.hint()),
                        String.valueOf(key.expiresAt() != null),
                        String.valueOf(key.metadata()),
                        String.valueOf(key.selfRotation())))
                .onFailure()
                .recoverWithItem(failure -> failure.getClass().getSimpleName() + " " + failure.getMessage());
    }
}
