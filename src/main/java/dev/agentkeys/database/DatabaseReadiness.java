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
import org.jboss.logging.Logger;

/**
 * Tells whether a replica is ready: the database answers it in time and holds the tables of this service. After a
 * failover to an empty database the replica could serve no request. A replica whose pool is exhausted asks on a
 * separate connection: it is overloaded but ready, and without it the other replicas would have more load. The liveness
 * probe never asks the database, because a restart of the replica would not bring the database back.
 */
@Readiness
@Singleton
class DatabaseReadiness implements AsyncHealthCheck {

    private static final String NAME = "database";

    /** Reads the catalog and not the tables, so that a migration that locks the tables makes no replica unready. */
    private static final String QUESTION = """
            select to_regclass('agent') is not null
               and (select count(*)
                    from pg_attribute
                    where attrelid = to_regclass('agent_api_key')
                      and attname in ('id', 'agent_id', 'fingerprint', 'sealed_value')
                      and not attisdropped) = 4 as has_schema""";

    private static final Logger LOG = Logger.getLogger(DatabaseReadiness.class);

    private final Pool pool;
    private final ReactivePool server;
    private final Duration timeout;

    DatabaseReadiness(Pool pool, ReactivePool server, DatabaseConfig config) {
        this.pool = pool;
        this.server = server;
        this.timeout = config.readinessTimeout().dividedBy(2);
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return inTime(pool.query(QUESTION)
                        .execute()
                        .map(rows -> rows.iterator().next().getBoolean(0)))
                .onFailure()
                .recoverWithUni(() -> inTime(UniHelper.toUni(askApart())))
                .map(DatabaseReadiness::response)
                .onFailure()
                .recoverWithItem(HealthCheckResponse.down(NAME));
    }

    /** Closes the connection, also if the answer comes too late. */
    private Future<Boolean> askApart() {
        return server.connectApart().compose(connection -> connection
                .query(QUESTION)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean(0))
                .eventually(() -> connection.close()));
    }

    private static HealthCheckResponse response(boolean hasSchema) {
        if (hasSchema) {
            return HealthCheckResponse.up(NAME);
        }
        LOG.warn("Not ready: the database does not hold the tables of this service");
        return HealthCheckResponse.named(NAME)
                .down()
                .withData("schema", "missing")
                .build();
    }

    private Uni<Boolean> inTime(Uni<Boolean> answer) {
        return answer.ifNoItem().after(timeout).fail();
    }
}
