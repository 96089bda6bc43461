package dev.agentkeys.database;

import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.resilience.Bulkhead;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Runs one statement, in one round trip on a pooled connection, or one short transaction, within a bounded time. If the
 * database cannot be reached, is overloaded, or does not answer in time, the failure is a {@link ProblemException} of
 * kind unavailable.
 */
@Singleton
public class Database {

    /** A little longer than the server's own limit for a statement. */
    private static final Duration BACKGROUND_TIMEOUT = Duration.ofSeconds(12);

    /**
     * How many batches of look-ups an event loop may have under way. Two made the batches smaller, and were no faster.
     */
    private static final int LOOK_UPS_UNDER_WAY = 1;

    /**
     * How many batches of changes an event loop may have under way. A change waits for the disk too. With one batch,
     * four callers were a third slower than without batches; with three batches they were not.
     */
    private static final int CHANGES_UNDER_WAY = 3;

    private final Pool pool;
    private final Duration timeout;
    private final DatabaseMetrics metrics;
    private final Bulkhead<String> writes;
    private final int maxWaiting;
    private final TimeLimit timeLimit;

    Database(
            Pool pool,
            DatabaseConfig config,
            DatabaseMetrics metrics,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.datasource.reactive.max-size") int poolSize) {
        this.pool = pool;
        this.metrics = metrics;
        this.timeout = config.answerTimeout();
        this.maxWaiting = config.maxWaiting();
        this.timeLimit = new TimeLimit(vertx);
        // Requests may name an agent by its id and by its name, which are two owners here. So two shares together must
        // leave some connections.
        int share = Math.max(1, (poolSize - 1) / 2);
        this.writes = new Bulkhead<>(vertx, share, maxWaiting, config.acquireTimeout());
    }

    /**
     * The rows of a statement, prepared once for each connection.
     *
     * @throws PgException if the database refuses the statement itself, for example because of a constraint
     */
    public Uni<RowSet<Row>> execute(String sql, Tuple parameters) {
        return execute(sql, parameters, timeout);
    }

    /**
     * Returns a function that runs look-ups, within the same time as {@link #execute}. It sends look-ups that come to
     * an event loop at about the same time in one statement: see {@link StatementBatcher}.
     *
     * @param name the name of the statement in the metrics
     */
    public <Q, A> Function<Q, Uni<A>> batched(String name, SharedStatement<Q, A> lookup) {
        return batched(
                name,
                lookup,
                request -> query(lookup.single(request), lookup.parameters(request)),
                failure -> true,
                LOOK_UPS_UNDER_WAY,
                timeout.dividedBy(8));
    }

    /**
     * Returns a function that runs changes. It sends changes that come to an event loop at about the same time in one
     * statement, and sends a single change as {@link #executeFor} does. The statement for several changes must wait for
     * no lock, or give up soon.
     *
     * @param owner names what the statement of a request may wait for, such as an agent
     * @param name the name of the statement in the metrics
     */
    public <Q, A> Function<Q, Uni<A>> batchedFor(Function<Q, String> owner, String name, SharedStatement<Q, A> change) {
        return batched(
                name,
                change,
                request -> UniHelper.toFuture(inTurn(
                        owner.apply(request),
                        start -> UniHelper.toUni(query(change.single(request), change.parameters(request))))),
                SqlState::isRefusal,
                CHANGES_UNDER_WAY,
                timeout.dividedBy(64));
    }

    private <Q, A> Function<Q, Uni<A>> batched(
            String name,
            SharedStatement<Q, A> statement,
            Function<Q, Future<List<Row>>> single,
            Predicate<Throwable> changedNothing,
            int maxUnderWay,
            Duration headStart) {
        var batcher = new StatementBatcher<Q, A>(
                request -> single.apply(request).map(statement::answer),
                requests -> query(statement.batch(), statement.batchParameters(requests))
                        .map(rows -> answers(statement, requests.size(), rows)),
                changedNothing,
                new StatementBatcher.Limits(timeout, maxUnderWay, headStart, maxWaiting),
                timeLimit,
                metrics.batchSizes(name));
        return request ->
                batcher.ask(request).onFailure(Database::isUnavailable).transform(this::unavailable);
    }

    /** Uses the Vert.x client and not the Mutiny one, because a Vert.x future completes on its event loop. */
    private Future<List<Row>> query(String sql, Tuple parameters) {
        return pool.getDelegate()
                .preparedQuery(sql)
                .execute(parameters.getDelegate())
                .map(rows -> {
                    var list = new ArrayList<Row>(rows.size());
                    rows.forEach(row -> list.add(Row.newInstance(row)));
                    return list;
                });
    }

    private static <A> List<A> answers(SharedStatement<?, A> statement, int size, List<Row> rows) {
        var rowsOfRequests =
                Stream.generate(() -> new ArrayList<Row>(1)).limit(size).toList();
        rows.forEach(
                row -> rowsOfRequests.get(row.getInteger(row.size() - 1) - 1).add(row));
        var answers = new ArrayList<A>(size);
        rowsOfRequests.forEach(own -> answers.add(statement.answer(own)));
        return answers;
    }

    /**
     * The rows of a statement that may wait for a lock of another statement on what {@code owner} names, such as an
     * agent. The statements of one owner take less than half of the pool, so that statements of other owners run
     * meanwhile.
     */
    public Uni<RowSet<Row>> executeFor(String owner, String sql, Tuple parameters) {
        return bounded(inTurn(owner, start -> pool.preparedQuery(sql).execute(parameters)), timeout);
    }

    /** Runs each statement by itself, as {@link #executeFor} does. */
    public Statements statementsFor(String owner) {
        return (sql, parameters) -> executeFor(owner, sql, parameters);
    }

    /** The rows of a statement of background work, with a timeout that suits a large table. */
    public Uni<RowSet<Row>> executePatiently(String sql, Tuple parameters) {
        return execute(sql, parameters, BACKGROUND_TIMEOUT);
    }

    /**
     * Runs the work in one transaction, at the server's default isolation level, which is read committed. The
     * transaction is rolled back if the work fails, or takes longer than a statement may. The transactions of one owner
     * take less than half of the pool, as in {@link #executeFor}.
     *
     * @throws PgException if the database refuses a statement itself, for example because of a constraint
     */
    public <T> Uni<T> inTransaction(String owner, Function<Transaction, Uni<T>> work) {
        return bounded(
                inTurn(
                        owner,
                        start -> pool.withTransaction(connection -> {
                            var transaction = new Transaction(connection, start, timeout);
                            return Uni.createFrom()
                                    .deferred(() -> work.apply(transaction))
                                    .invoke(transaction::requireTime);
                        })),
                timeout);
    }

    /** What the first row holds; empty if there is no row. */
    public static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> mapping) {
        var row = rows.iterator();
        return row.hasNext() ? Optional.of(mapping.apply(row.next())) : Optional.empty();
    }

    /** What each row holds, in the order of the rows. */
    public static <T> List<T> list(RowSet<Row> rows, Function<Row, T> mapping) {
        var list = new ArrayList<T>(rows.size());
        rows.forEach(row -> list.add(mapping.apply(row)));
        return list;
    }

    /**
     * Runs the work when it is the owner's turn, unless the caller has got an answer before. The work gets the time at
     * which the caller began to wait. It goes on if the caller goes away, so that a turn ends only when the server is
     * done.
     */
    private <T> Uni<T> inTurn(String owner, LongFunction<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            long start = System.nanoTime();
            return UniHelper.toUni(writes.enter(owner).compose(turn -> (System.nanoTime() - start >= timeout.toNanos()
                            ? Future.<T>failedFuture(new TimeoutException())
                            : UniHelper.toFuture(work.apply(start)))
                    .onComplete(end -> writes.leave(owner))));
        });
    }

    private Uni<RowSet<Row>> execute(String sql, Tuple parameters, Duration limit) {
        return bounded(pool.preparedQuery(sql).execute(parameters), limit);
    }

    private <T> Uni<T> bounded(Uni<T> work, Duration limit) {
        return timeLimit.within(limit, work).onFailure(Database::isUnavailable).transform(this::unavailable);
    }

    private ProblemException unavailable(Throwable failure) {
        metrics.countUnavailable(failure);
        return ProblemException.unavailable("The database is not available.", failure);
    }

    /** The last type is the failure of Vert.x when a connection closes before Vert.x sends the statement. */
    private static boolean isUnavailable(Throwable failure) {
        return failure instanceof PgException refusal
                ? SqlState.isUnavailable(refusal.getSqlState())
                : failure instanceof TimeoutException
                        || failure instanceof Bulkhead.FullException
                        || failure instanceof IOException
                        || failure instanceof VertxException
                        || failure instanceof NoStackTraceThrowable;
    }
}
