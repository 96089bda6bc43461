package dev.agentkeys.database;

import dev.agentkeys.testsupport.OwnDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Connects the classes of the service to a database, for tests that start no service. */
public final class PlainDatabase implements AutoCloseable {

    private static final int CONNECTIONS = 2;

    private final DatabaseConfig config = new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(DatabaseConfig.class)
            .withDefaultValue("agentkeys.database.answer-timeout", "30s")
            .build()
            .getConfigMapping(DatabaseConfig.class);
    private final Vertx vertx = Vertx.vertx();
    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final Pool pool;

    /** Connects to that database. */
    public PlainDatabase(OwnDatabase database) {
        pool = Pool.newInstance(PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(CONNECTIONS))
                .connectingTo(PgConnectOptions.fromUri(database.url()))
                .using(vertx)
                .build());
    }

    /** Executes statements. */
    public Database database() {
        return new Database(pool, config, new DatabaseMetrics(metrics), vertx, CONNECTIONS);
    }

    /** Executes statements of the start. It has no Flyway, so it cannot wait for a schema. */
    public DatabaseAtStart atStart() {
        return new DatabaseAtStart(null, null, config);
    }

    /** The registry of its metrics. */
    public MeterRegistry metrics() {
        return metrics;
    }

    /** Asks all questions in one turn of an event loop. Returns the answers when all are there. */
    public <T> List<T> inOneTurn(List<Uni<T>> questions) {
        return startInOneTurn(questions).stream().map(CompletableFuture::join).toList();
    }

    /** Asks all questions in one turn of an event loop. Each answer may come at another time. */
    public <T> List<CompletableFuture<T>> startInOneTurn(List<Uni<T>> questions) {
        var answers = new CompletableFuture<List<CompletableFuture<T>>>();
        vertx.runOnContext(turn -> answers.complete(
                questions.stream().map(Uni::subscribeAsCompletionStage).toList()));
        return answers.join();
    }

    @Override
    public void close() {
        pool.closeAndAwait();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
