package dev.agentkeys.database.start;

import dev.agentkeys.configuration.Command;
import dev.agentkeys.database.DatabaseAtStart;
import dev.agentkeys.database.DatabaseConfig;
import dev.agentkeys.database.DatabaseConfig.Migration;
import dev.agentkeys.startup.StartupOrder;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.CommandLineArguments;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/** Brings the schema up to date before the service opens its port, or checks that another process did. */
@ApplicationScoped
class SchemaMigration {

    private static final Logger LOG = Logger.getLogger(SchemaMigration.class);

    private final DatabaseAtStart database;
    private final Instance<Flyway> flyway;
    private final DatabaseConfig config;

    SchemaMigration(DatabaseAtStart database, Instance<Flyway> flyway, DatabaseConfig config) {
        this.database = database;
        this.flyway = flyway;
        this.config = config;
    }

    void migrateOnly(
            @Observes @Priority(StartupOrder.MIGRATE_ONLY) StartupEvent event,
            @CommandLineArguments String[] arguments) {
        if (config.migration() == Migration.ONLY || Command.of(arguments) == Command.MIGRATE) {
            migrate();
            LOG.info("The database's schema is up to date");
            Quarkus.asyncExit(0);
            throw new PreventFurtherStepsException();
        }
    }

    void onStart(@Observes @Priority(StartupOrder.SCHEMA) StartupEvent event) {
        switch (config.migration()) {
            case MIGRATE, ONLY -> migrate();
            case CHECK -> {
                database.await();
                database.awaitSchema();
            }
        }
    }

    private void migrate() {
        database.await();
        flyway.get().migrate();
    }
}
