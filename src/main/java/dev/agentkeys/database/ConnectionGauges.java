package dev.agentkeys.database;

import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Leaves out two gauges that Quarkus registers for each connection under one name: they would show those of the first
 * connection, with a warning at the second. Those of the pool show all.
 */
@Singleton
class ConnectionGauges {

    private static final Set<String> NAMES = Set.of("postgresql.queue.size", "postgresql.current");

    @Produces
    @Singleton
    MeterFilter ofOneConnection() {
        return MeterFilter.deny(id -> NAMES.contains(id.getName()));
    }
}
