package dev.agentkeys.keystore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.database.PlainDatabase;
import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.testsupport.OwnDatabase;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A look-up in a batch has the same answer as alone, whatever other keys and look-ups there are: keys of every status,
 * keys in an overlap, keys of deleted agents, and a key that 200 agents have.
 */
class BatchedKeyLookupTest {

    private static final int AGENTS = 200;
    private static final int LOOKUPS = 150;

    /** Keys 0 to 19 are in use. Every agent has key 0, and some other keys at random. */
    private static final int KEYS = 25;

    private static final String SEED = """
            select setseed(0.4);
            insert into agent (id, name, description, status, acp_type, acp_url)
            select uuid_of('agent', n), 'agent-' || n, '', case when n % 17 = 0 then 'Deleted' else 'Ready' end, 'async',
                   case when n % 13 > 0 then 'http://127.0.0.1' end
            from generate_series(0, 199) n;
            insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, fingerprint,
                                       fingerprint_key_id, created_at, enabled, expires_at)
            select uuid_of('key', n * 100 + k), uuid_of('agent', n), case when random() < 0.9 then 1 else 0 end, 'external',
                   'key-' || k, sha256(('key ' || k)::bytea), 'k', '2026-01-01'::timestamptz + n % 5 * interval '1 hour',
                   random() < 0.8, case when random() < 0.4 then now() + (random() - 0.5) * interval '10 days' end
            from generate_series(0, 199) n, generate_series(0, 19) k
            where k = 0 or random() < 0.05;
            update agent_api_key
            set previous_fingerprint = sha256(('key ' || floor(random() * 20))::bytea), previous_fingerprint_key_id = 'k',
                previous_expires_at = now() + (random() - 0.3) * interval '10 days'
            where random() < 0.2;
            insert into revoked_agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, fingerprint,
                                               fingerprint_key_id, created_at, self_rotation, reason)
            select uuid_of('revoked', n), uuid_of('agent', n), 1, 'external', 'revoked-' || n,
                   sha256(('key ' || floor(random() * 20))::bytea), 'k', now(), false, 'unspecified'
            from generate_series(0, 199) n
            where random() < 0.3;
            analyze""";

    private static OwnDatabase server;
    private static PlainDatabase database;
    private static KeyLookup lookup;

    @BeforeAll
    static void fill() throws SQLException {
        server = OwnDatabase.migrated();
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute("create function uuid_of(kind text, n integer) returns uuid language sql immutable as"
                    + " 'select md5(kind || n)::uuid'");
            statement.execute(SEED);
        }
        database = new PlainDatabase(server);
        lookup = new KeyLookup(database.database());
    }

    @AfterAll
    static void close() {
        database.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsTheSameKey(long seed) {
        var random = new Random(seed);

        assertSameAnswers("key", () -> {
            var candidates = candidates(random);
            var id = sometimes(random, () -> uuid("agent", random.nextInt(AGENTS)));
            var name = sometimes(random, () -> agentName(random));
            return () -> lookup.find(candidates, id, name).map(found -> found.map(BatchedKeyLookupTest::text));
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void findsTheSameOwners(long seed) {
        var random = new Random(seed);

        assertSameAnswers("owner", () -> {
            var candidates = candidates(random);
            return () -> lookup.findOwners(candidates);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 9, 10})
    void findsTheSameCalledAgent(long seed) {
        var random = new Random(seed);

        assertSameAnswers("call", () -> {
            var candidates = candidates(random);
            var name = agentName(random);
            return () -> lookup.findCalled(name, candidates)
                    .map(found -> found.map(agent -> List.of(
                            agent.id(),
                            agent.name(),
                            agent.acpUrl(),
                            agent.key().map(BatchedKeyLookupTest::text))));
        });
    }

    private static <T> void assertSameAnswers(String kind, Supplier<Supplier<Uni<T>>> generator) {
        var lookups = Stream.generate(generator).limit(LOOKUPS).toList();
        var alone = new ArrayList<T>();
        lookups.forEach(one -> alone.add(one.get().await().indefinitely()));

        var batches = database.metrics()
                .get("agentkeys.database.batch.size")
                .tag("statement", kind)
                .summary();
        long before = batches.count();
        var batched = database.inOneTurn(lookups.stream().map(Supplier::get).toList());

        assertEquals(alone, batched);
        assertTrue(alone.stream().distinct().count() > 10, "the cases are too much alike");
        assertTrue(batches.count() - before <= LOOKUPS / 10, "the look-ups took too many statements");
    }

    private static List<Fingerprint> candidates(Random random) {
        return IntStream.range(0, random.nextInt(5))
                .mapToObj(
                        i -> new Fingerprint("k", sha256("key " + (random.nextInt(3) == 0 ? 0 : random.nextInt(KEYS)))))
                .toList();
    }

    private static String agentName(Random random) {
        return "agent-" + random.nextInt(AGENTS + 5);
    }

    private static <T> Optional<T> sometimes(Random random, Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private static String text(FoundKey key) {
        return String.join(
                " ",
                key.id().toString(),
                key.name(),
                key.agentId().toString(),
                key.agentName(),
                key.createdAt().toString(),
                HexFormat.of().formatHex(key.fingerprint().orElseThrow().value()),
                key.status().wireName(),
                key.expiresAt().toString(),
                key.rotatedAt().toString(),
                String.valueOf(key.outgoing()));
    }

    private static UUID uuid(String kind, int number) {
        var digits = HexFormat.of().formatHex(digest("MD5", kind + number));
        return UUID.fromString(digits.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
    }

    private static byte[] sha256(String text) {
        return digest("SHA-256", text);
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
