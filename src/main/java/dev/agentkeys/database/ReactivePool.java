package dev.agentkeys.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Future;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;

/**
 * Builds the reactive pool, with limits for a service that sheds load instead of queueing it. Also makes connections to
 * the same server outside of the pool.
 */
@Singleton
class ReactivePool implements PgPoolCreator {

    private final DatabaseConfig config;
    private volatile Input server;

    ReactivePool(DatabaseConfig config) {
        this.config = config;
    }

    @Override
    public Pool create(Input input) {
        var poolOptions = input.poolOptions()
                .setConnectionTimeout((int) config.acquireTimeout().toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxWaitQueueSize(config.maxWaiting());
        input.pgConnectOptionsList().forEach(this::complete);
        server = input;
        return PgBuilder.pool()
                .with(poolOptions)
                .connectingTo(List.copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }

    /** Makes a connection that is not part of the pool. Quarkus must have created the pool before. */
    Future<PgConnection> connectApart() {
        return PgConnection.connect(
                server.vertx(), server.pgConnectOptionsList().get(0));
    }

    private void complete(PgConnectOptions options) {
        options.setConnectTimeout((int) config.acquireTimeout().toMillis());
        options.setIdleTimeout((int) config.silenceTimeout().toMillis()).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        // By default, statements of more than 2,048 characters are prepared and planned again for each request.
        options.setPreparedStatementCacheSqlLimit(Integer.MAX_VALUE);
        boolean verifies = options.getSslMode() == SslMode.VERIFY_CA || options.getSslMode() == SslMode.VERIFY_FULL;
        if (verifies && options.getTrustOptions() == null) {
            options.setTrustOptions(trustedByTheJvm());
        }
    }

    private static TrustOptions trustedByTheJvm() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return TrustOptions.wrap(factory.getTrustManagers()[0]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JVM has no trust store", e);
        }
    }
}
