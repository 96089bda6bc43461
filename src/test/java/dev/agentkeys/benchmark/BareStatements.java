package dev.agentkeys.benchmark;

import com.fasterxml.uuid.Generators;
import dev.agentkeys.benchmark.load.Measurement;
import dev.agentkeys.benchmark.load.ProcessorTimes;
import dev.agentkeys.benchmark.machine.BenchmarkDatabase;
import dev.agentkeys.benchmark.machine.Processes;
import dev.agentkeys.benchmark.machine.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Executes only the statement that a scenario needs, without the service, over a pool like that of the service. The
 * service cannot execute more statements per second than this.
 */
final class BareStatements implements AutoCloseable {

    private static final String LOOK_UP = """
            select id, agent_id, name, api_key_type, created_at, expires_at
            from agent_api_key
            where fingerprint = $1""";

    /** Inserts a key together with its audit event, because the service creates no key without its event. */
    private static final String INSERT = """
            with created as (
                insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, hint, fingerprint,
                                           fingerprint_key_id)
                values ($1, $2, 1, 'external', $3, 'agk_ext', $4, $5)
            )
            insert into audit_event (action, agent_id, api_key_id, changes, actor, actor_mode, role, request_id, address)
            values ('api_key.created', $2, $1, '{"name":{"to":"a"},"api_key_type":{"to":"external"}}', 'none', 'none',
                    'keys:write', 'a', '127.0.0.1')""";

    private static final int CONNECTIONS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final BenchmarkDatabase database;
    private final Pool pool;
    private final List<Tuple> fingerprints;
    private final String ringKey;
    private final List<UUID> agents;
    private final AtomicLong number = new AtomicLong(System.currentTimeMillis() * 1000);

    /** Reads the keys of these agents, and inserts new keys for the same agents. */
    BareStatements(BenchmarkDatabase database, List<String> agentIds) {
        this.database = database;
        agents = agentIds.stream().map(UUID::fromString).toList();
        var rows = database.query("""
                select encode(fingerprint, 'hex'), fingerprint_key_id
                from agent_api_key
                where api_key_type = 'external' and agent_id in ('%s')
                limit 2000""".formatted(String.join("', '", agentIds)));
        fingerprints = rows.stream()
                .map(row -> Tuple.of(Buffer.buffer(HexFormat.of().parseHex(row.get(0)))))
                .toList();
        ringKey = rows.get(0).get(1);
        var options = database.connectOptions()
                .setCachePreparedStatements(true)
                .addProperty("enable_seqscan", "off")
                .addProperty("plan_cache_mode", "force_generic_plan");
        pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(CONNECTIONS))
                .connectingTo(options)
                .using(vertx)
                .build();
    }

    /** Looks up keys by their fingerprints, with this many statements at a time. */
    Measurement lookUp(int concurrency, Duration duration) {
        var turn = new AtomicLong();
        return run(
                LOOK_UP,
                () -> fingerprints.get((int) (turn.getAndIncrement() % fingerprints.size())),
                concurrency,
                duration);
    }

    /** Inserts keys, with this many statements at a time. */
    Measurement insert(int concurrency, Duration duration) {
        var ids = Generators.timeBasedEpochGenerator();
        int length = fingerprints.get(0).getBuffer(0).length();
        return run(
                INSERT,
                () -> {
                    var fingerprint = new byte[length];
                    ThreadLocalRandom.current().nextBytes(fingerprint);
                    long next = number.incrementAndGet();
                    var agent = agents.get((int) (next % agents.size()));
                    var name = Scenarios.CREATED_NAME + next;
                    return Tuple.of(ids.generate(), agent, name, Buffer.buffer(fingerprint), ringKey);
                },
                concurrency,
                duration);
    }

    @Override
    public void close() {
        Waiting.on(pool.close());
        Waiting.on(vertx.close());
    }

    private Measurement run(String sql, Supplier<Tuple> parameters, int concurrency, Duration duration) {
        var query = pool.preparedQuery(sql);
        var own = ProcessHandle.current();
        var before = new ProcessorTimes(Processes.cpuSeconds(own), database.cpuSeconds());
        long startedAt = System.nanoTime();
        long deadline = startedAt + duration.toNanos();
        var loops = IntStream.range(0, concurrency)
                .mapToObj(i -> new Loop(query, parameters, deadline))
                .toList();
        var ends = new ArrayList<Future<Void>>();
        for (var loop : loops) {
            // Vert.x assigns new contexts to its event loops in turn, as it does for the requests of the service.
            vertx.getOrCreateContext().runOnContext(ignored -> loop.next());
            ends.add(loop.end.future());
        }
        Waiting.on(Future.all(ends), duration.toSeconds() + 30);
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        var used = new ProcessorTimes(Processes.cpuSeconds(own), database.cpuSeconds()).since(before);
        return measurement(loops, seconds, used);
    }

    private static Measurement measurement(List<Loop> loops, double seconds, ProcessorTimes used) {
        var micros = loops.stream()
                .flatMapToInt(loop -> Arrays.stream(loop.micros, 0, loop.count))
                .sorted()
                .toArray();
        int last = micros.length - 1;
        return new Measurement(
                micros.length / seconds,
                micros[last / 2],
                micros[(int) (last * 0.9)],
                micros[(int) (last * 0.99)],
                micros[(int) (last * 0.999)],
                0,
                new Measurement.Cpu(
                        used.service() == null ? null : used.service() * 1e6 / micros.length,
                        null,
                        used.postgres() == null ? null : used.postgres() * 1e6 / micros.length));
    }

    /** Executes the statement again after each answer, until the time is over. */
    private static final class Loop {

        private final PreparedQuery<RowSet<Row>> query;
        private final Supplier<Tuple> parameters;
        private final long deadline;
        private final Promise<Void> end = Promise.promise();
        private int[] micros = new int[1024];
        private int count;

        Loop(PreparedQuery<RowSet<Row>> query, Supplier<Tuple> parameters, long deadline) {
            this.query = query;
            this.parameters = parameters;
            this.deadline = deadline;
        }

        void next() {
            long sentAt = System.nanoTime();
            if (sentAt > deadline) {
                end.complete();
                return;
            }
            query.execute(parameters.get())
                    .onComplete(
                            rows -> {
                                record(System.nanoTime() - sentAt);
                                next();
                            },
                            end::fail);
        }

        private void record(long nanos) {
            if (count == micros.length) {
                micros = Arrays.copyOf(micros, count * 2);
            }
            micros[count++] = (int) (nanos / 1000);
        }
    }
}
