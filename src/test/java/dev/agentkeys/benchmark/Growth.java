package dev.agentkeys.benchmark;

import dev.agentkeys.benchmark.load.Load;
import dev.agentkeys.benchmark.load.LoadClient;
import dev.agentkeys.benchmark.load.Measurement;
import dev.agentkeys.benchmark.machine.BenchmarkDatabase;
import dev.agentkeys.benchmark.report.Medians;
import dev.agentkeys.benchmark.report.Report.Grown;
import dev.agentkeys.benchmark.report.Report.Measured;
import dev.agentkeys.benchmark.report.Report.Size;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures the cost of a request with more and more keys in the database, up to ten times as many at each step. A tenth
 * of the keys belongs to one agent. Every other agent has nine. The keys that the requests look up are spread over the
 * whole table, because fingerprints are random.
 */
final class Growth {

    private static final long FEWEST = 1_000;
    private static final int ROUNDS = 2;
    private static final int KEYS_OF_AGENT = 10;
    private static final String BIG_AGENT = "growth-big";

    /** One agent for every ten keys. */
    private static final String INSERT_AGENTS = """
            insert into agent (id, name, description, status, acp_type, registered_at)
            select AGENT_ID, 'growth-' || n, 'Of a benchmark', 'Ready', 'async', now()
            from generate_series(FROM, TO) n""";

    private static final String INSERT_BIG_AGENT = """
            insert into agent (id, name, description, status, acp_type, registered_at)
            values ('ffffffff-0000-7000-8000-000000000000', 'growth-big', 'Of a benchmark', 'Ready', 'async', now())""";

    /** The ids grow with time, as the ids do that the service creates. */
    private static final String INSERT_KEYS = """
            insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, hint, fingerprint,
                                       fingerprint_key_id, created_at)
            select (lpad(to_hex(1700000000000 + n), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8'
                        || substr(md5(n::text), 4, 15))::uuid,
                   case when n % 10 = 0 then 'ffffffff-0000-7000-8000-000000000000'::uuid else AGENT_ID end,
                   1, 'external', 'key-' || n, 'agk_ext',
                   substr(sha256(n::text::bytea), 1, LENGTH), 'RING_KEY', timestamptz '2025-01-01' + n * interval '1 ms'
            from generate_series(FROM, TO) n""";

    private static final String AGENT_ID = "('fffffffe-0000-7000-8000-' || lpad(to_hex(NUMBER), 12, '0'))::uuid";

    private final BenchmarkDatabase database;
    private final Scenarios scenarios;
    private final LoadClient client;
    private final Progress progress;
    private final List<Grown> grown = new ArrayList<>();
    private final List<Size> sizes = new ArrayList<>();
    private long seeded;

    Growth(BenchmarkDatabase database, Scenarios scenarios, LoadClient client, Progress progress) {
        this.database = database;
        this.scenarios = scenarios;
        this.client = client;
        this.progress = progress;
    }

    List<Grown> grown() {
        return grown;
    }

    List<Size> sizes() {
        return sizes;
    }

    /** Measures with a thousand keys, ten thousand, and so on up to the given number. */
    void measure(long most, int connections, Duration duration) {
        database.execute(INSERT_BIG_AGENT);
        removeCreated();
        for (long keys = Math.min(FEWEST, most); ; keys = Math.min(keys * 10, most)) {
            seed(keys);
            measureWith(keys, connections, duration);
            if (keys == most) {
                return;
            }
        }
    }

    private void measureWith(long keys, int connections, Duration duration) {
        var loads = List.of(
                scenarios.load(Scenarios.VERIFY, connections),
                scenarios.list(Scenarios.LIST, connections, "growth-1", 1),
                scenarios.list(Scenarios.BIG_LIST, connections, BIG_AGENT, 1),
                scenarios.list(Scenarios.DEEP_PAGE, 1, BIG_AGENT, Scenarios.lastPage(keys / KEYS_OF_AGENT)),
                scenarios.load(Scenarios.CREATE, connections));
        // The warm-up lets PostgreSQL read the needed pages into its cache, and lets the JVM compile the code.
        client.run(loads, duration, progress.with(client.name() + ", warm-up"));
        var rounds = IntStream.range(0, ROUNDS)
                .mapToObj(round -> client.run(loads, duration, progress.with(client.name())))
                .toList();
        for (int i = 0; i < loads.size(); i++) {
            int index = i;
            grown.add(new Grown(
                    keys,
                    measured(
                            loads.get(i),
                            rounds.stream().map(round -> round.get(index)).toList())));
        }
        removeCreated();
    }

    private Measured measured(Load load, List<Measurement> rounds) {
        return new Measured(
                client.name(),
                load.scenario(),
                load.connections(),
                Medians.ofRounds(rounds),
                rounds.stream().map(Measurement::rate).toList());
    }

    /** Adds keys and agents until the database has this many keys. */
    private void seed(long keys) {
        progress.say("Adding keys until there are " + String.format("%,d", keys));
        var sample = database.query("""
                        select length(fingerprint), fingerprint_key_id from agent_api_key
                        where api_key_type = 'external' limit 1""").get(0);
        database.execute(
                INSERT_AGENTS
                        .replace("AGENT_ID", AGENT_ID.replace("NUMBER", "n"))
                        .replace("FROM", String.valueOf(seeded == 0 ? 0 : seeded / KEYS_OF_AGENT + 1))
                        .replace("TO", String.valueOf(keys / KEYS_OF_AGENT)),
                INSERT_KEYS
                        .replace("AGENT_ID", AGENT_ID.replace("NUMBER", "n / 10"))
                        .replace("LENGTH", sample.get(0))
                        .replace("RING_KEY", sample.get(1))
                        .replace("FROM", String.valueOf(seeded + 1))
                        .replace("TO", String.valueOf(keys)),
                "vacuum analyze agent",
                "vacuum analyze agent_api_key",
                // Writes the new rows to the disk before the next measurement.
                "checkpoint");
        seeded = keys;
        database.query("""
                select c.relname, pg_relation_size(c.oid)
                from pg_class c
                left join pg_index i on i.indexrelid = c.oid
                where coalesce(i.indrelid, c.oid) in ('agent'::regclass, 'agent_api_key'::regclass)
                  and c.relkind in ('r', 'i') and pg_relation_size(c.oid) > 65536
                order by i.indexrelid is not null, pg_relation_size(c.oid) desc""").forEach(row -> sizes.add(new Size(keys, row.get(0), Long.parseLong(row.get(1)))));
    }

    /** Removes the keys that a measurement has created, because they would add to the growth. */
    private void removeCreated() {
        var ids = scenarios.agents().stream().map(Scenarios.Agent::id).collect(Collectors.joining("', '"));
        database.execute(
                "delete from agent_api_key where agent_id in ('" + ids + "') and name like '" + Scenarios.CREATED_NAME
                        + "%'",
                "vacuum agent_api_key");
    }
}
