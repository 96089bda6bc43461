package dev.agentkeys.database;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready is who gets an answer from the database, in time. Whose pool is exhausted asks on a connection apart: that is
 * overload, which is shed, and which would only be worse for the others if this one left them. Liveness never asks: a
 * restart would not bring the database back.
 */
@Readiness
@Singleton
class DatabaseReadiness implements AsyncHealthCheck {

    private static final String NAME = "database";

    private static final String QUESTION = "select 1";

    private final Pool pool;
    private final ReactivePool server;
    private final Duration patience;

    DatabaseReadiness(Pool pool, ReactivePool server, DatabaseConfig config) {
        this.pool = pool;
        this.server = server;
        this.patience = config.readinessTimeout().dividedBy(2);
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return inTime(pool.query(QUESTION).execute().replaceWithVoid())
                .onFailure()
                .recoverWithUni(() -> inTime(UniHelper.toUni(askApart())))
                .map(answered -> HealthCheckResponse.up(NAME))
                .onFailure()
                .recoverWithItem(HealthCheckResponse.down(NAME));
    }

    /** Closes the connection also where the answer comes too late. */
    private Future<Void> askApart() {
        return server.connectApart()
                .compose(connection ->
                        connection.query(QUESTION).execute().<Void>mapEmpty().eventually(() -> connection.close()));
    }

    private Uni<Void> inTime(Uni<Void> answer) {
        return answer.ifNoItem().after(patience).fail();
    }
}
