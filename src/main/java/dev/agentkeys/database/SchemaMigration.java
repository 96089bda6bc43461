package dev.agentkeys.database;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date before the service opens its port. A database that is still starting is waited for, a
 * while; one that refuses the service, or that the service refuses, is not. Flyway's own retries would wait for all of
 * them alike, for minutes, and through a request to stop.
 */
@ApplicationScoped
class SchemaMigration {

    private static final Logger LOG = Logger.getLogger(SchemaMigration.class);
    /** After every check that needs no database: what is configured wrongly is said at once. */
    private static final int AFTER_ALL_CHECKS = 5000;

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);

    void onStart(
            @Observes @Priority(AFTER_ALL_CHECKS) StartupEvent event,
            Instance<DataSource> dataSource,
            Instance<Flyway> flyway,
            DatabaseConfig config) {
        awaitDatabase(dataSource.get(), config.startTimeout());
        flyway.get().migrate();
    }

    private static void awaitDatabase(DataSource dataSource, Duration patience) {
        long start = System.nanoTime();
        boolean announced = false;
        for (var failure = tryToConnect(dataSource); failure != null; failure = tryToConnect(dataSource)) {
            boolean worthWaiting = StartFailure.mayPass(failure)
                    && System.nanoTime() - start < patience.toNanos()
                    && !ApplicationLifecycleManager.isVmShuttingDown();
            if (!worthWaiting) {
                throw new ConfigurationException("The database cannot be used: " + StartFailure.describe(failure));
            }
            if (!announced) {
                LOG.warnf(
                        "Waiting up to %d s for the database: %s",
                        patience.toSeconds(), StartFailure.describe(failure));
                announced = true;
            }
            LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
        }
    }

    private static SQLException tryToConnect(DataSource dataSource) {
        try {
            dataSource.getConnection().close();
            return null;
        } catch (SQLException e) {
            return e;
        }
    }
}
