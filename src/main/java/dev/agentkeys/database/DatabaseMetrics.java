package dev.agentkeys.database;

import dev.agentkeys.resilience.Bulkhead;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Counts the statements that the database did not answer, by reason. Registers all counters at start, so that rates
 * begin at zero. Also records how many requests one statement answers.
 */
@Startup
@Singleton
class DatabaseMetrics {

    private enum Reason {
        /** No connection became free, or was made, in time. */
        ACQUIRE_TIMEOUT,
        /** Too many requests waited already, for a connection or for their turn at one agent. */
        QUEUE_FULL,
        /** The statement was not answered in time. */
        ANSWER_TIMEOUT,
        /** The server is starting, stopping, full or a standby, or ended the statement. */
        REFUSED,
        /** The connection could not be made, or broke. */
        CONNECTION
    }

    /** The message of Vert.x for this failure, which has no exception type. */
    private static final String NO_CONNECTION_IN_TIME = "Timeout waiting for connection";

    private final Map<Reason, Counter> unavailable = new EnumMap<>(Reason.class);

    private final MeterRegistry registry;

    DatabaseMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (var reason : Reason.values()) {
            unavailable.put(
                    reason,
                    Counter.builder("agentkeys.database.unavailable")
                            .description("Statements that the database did not answer")
                            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    void countUnavailable(Throwable failure) {
        unavailable.get(reason(failure)).increment();
    }

    /** Records how many requests each statement of that name answers. */
    IntConsumer batchSizes(String statement) {
        var sizes = DistributionSummary.builder("agentkeys.database.batch.size")
                .description("Requests that one statement answers")
                .tag("statement", statement)
                .serviceLevelObjectives(1, 2, 4, 8, 16, 32, StatementBatcher.MAX_SIZE)
                .register(registry);
        return sizes::record;
    }

    private static Reason reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return Reason.ANSWER_TIMEOUT;
        }
        if (failure instanceof ConnectionPoolTooBusyException || failure instanceof Bulkhead.FullException) {
            return Reason.QUEUE_FULL;
        }
        if (failure instanceof VertxException && NO_CONNECTION_IN_TIME.equals(failure.getMessage())) {
            return Reason.ACQUIRE_TIMEOUT;
        }
        return failure instanceof PgException ? Reason.REFUSED : Reason.CONNECTION;
    }

    /**
     * Leaves out two gauges that Quarkus registers for each connection under one name. They would show only the first
     * connection, and log a warning at the second. The gauges of the pool show all connections.
     */
    @Singleton
    static class ConnectionGauges {

        private static final Set<String> NAMES = Set.of("postgresql.queue.size", "postgresql.current");

        @Produces
        @Singleton
        MeterFilter ofOneConnection() {
            return MeterFilter.deny(id -> NAMES.contains(id.getName()));
        }
    }
}
