package dev.agentkeys.database;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready is who gets an answer from the database, in time. Liveness never asks: a restart would not bring it back. */
@Readiness
@Singleton
class DatabaseReadiness implements AsyncHealthCheck {

    private static final String NAME = "database";

    private final Pool pool;
    private final DatabaseConfig config;

    DatabaseReadiness(Pool pool, DatabaseConfig config) {
        this.pool = pool;
        this.config = config;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return pool.query("select 1")
                .execute()
                .map(rows -> HealthCheckResponse.up(NAME))
                .ifNoItem()
                .after(config.readinessTimeout())
                .fail()
                .onFailure()
                .recoverWithItem(HealthCheckResponse.down(NAME));
    }
}
