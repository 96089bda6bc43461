package dev.agentkeys.database;

import dev.agentkeys.database.start.StartFailure;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Waits at start, for a limited time, for a database that is still starting, and for a schema that another process is
 * still migrating. It does not wait for a database that refuses the service, or that the service refuses. Flyway's own
 * retries would wait for minutes in all these cases, even when the process is asked to stop.
 */
@Singleton
public class DatabaseAtStart {

    private static final Logger LOG = Logger.getLogger(DatabaseAtStart.class);
    private static final Duration BETWEEN_CONNECTIONS = Duration.ofMillis(250);
    /** Each check of the schema leaves two lines in the log. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private static final String UTF8 = "UTF8";

    private final Instance<DataSource> dataSource;
    private final Instance<Flyway> flyway;
    private final Duration timeout;

    DatabaseAtStart(Instance<DataSource> dataSource, Instance<Flyway> flyway, DatabaseConfig config) {
        this.dataSource = dataSource;
        this.flyway = flyway;
        this.timeout = config.startTimeout();
    }

    /** Returns once the database accepts a connection; fails if it stores text in another encoding than UTF-8. */
    public void await() {
        awaitConnection();
        requireUtf8();
    }

    private void awaitConnection() {
        var waiting = new Waiting();
        for (var failure = tryToConnect(); failure != null; failure = tryToConnect()) {
            if (!StartFailure.mayPass(failure) || waiting.isOver()) {
                throw new ConfigurationException("The database cannot be used: " + StartFailure.describe(failure));
            }
            waiting.goOn("the database: " + StartFailure.describe(failure), BETWEEN_CONNECTIONS);
        }
    }

    /**
     * In any other encoding the database cannot store some names, or stores them as bytes that no reader understands.
     */
    private void requireUtf8() {
        try (var connection = dataSource.get().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("show server_encoding")) {
            rows.next();
            var encoding = rows.getString(1);
            if (!UTF8.equals(encoding)) {
                throw new ConfigurationException("The database cannot be used: its encoding is " + encoding
                        + ", and this service needs " + UTF8
                        + ". Create the database with: create database ... encoding 'UTF8' template template0");
            }
        } catch (SQLException e) {
            throw new ConfigurationException("The database cannot be used: " + StartFailure.describe(e));
        }
    }

    /** Returns once no migration that this version knows is missing. The database may have later migrations. */
    public void awaitSchema() {
        var waiting = new Waiting();
        for (var missing = firstMissingMigration(); missing != null; missing = firstMissingMigration()) {
            if (waiting.isOver()) {
                throw new ConfigurationException("The database's schema is too old: migration " + missing
                        + " is missing. Run the service with AGENTKEYS_DATABASE_MIGRATION=only first.");
            }
            waiting.goOn("migration " + missing + " of the database's schema", BETWEEN_LOOKS);
        }
        flyway.get().validate();
    }

    /**
     * Returns what the statements answer. Sends them again for a while if the database cannot answer yet. This may
     * block the thread, because the service serves nothing yet.
     *
     * @throws ConfigurationException if the database does not answer, or refuses a statement
     */
    public <T> T answerTo(Uni<T> statements) {
        try {
            return statements
                    .onFailure(DatabaseAtStart::mayPass)
                    .retry()
                    .withBackOff(BETWEEN_CONNECTIONS, BETWEEN_LOOKS)
                    .expireIn(timeout.toMillis())
                    .subscribeAsCompletionStage()
                    .join();
        } catch (CompletionException e) {
            throw new ConfigurationException("The database cannot be used: " + describe(e.getCause()));
        }
    }

    private static boolean mayPass(Throwable failure) {
        return failure instanceof ProblemException && !ApplicationLifecycleManager.isVmShuttingDown();
    }

    private static String describe(Throwable failure) {
        return failure.getCause() == null
                ? failure.getMessage()
                : failure.getMessage() + " (" + failure.getCause().getMessage() + ")";
    }

    private SQLException tryToConnect() {
        try {
            dataSource.get().getConnection().close();
            return null;
        } catch (SQLException e) {
            return e;
        }
    }

    private String firstMissingMigration() {
        var missing = flyway.get().info().pending();
        return missing.length == 0 ? null : "V" + missing[0].getVersion();
    }

    /** One wait for one condition. It logs one line, has a time limit, and ends when the process stops. */
    private final class Waiting {

        private final long start = System.nanoTime();
        private boolean announced;

        boolean isOver() {
            return System.nanoTime() - start >= timeout.toNanos() || ApplicationLifecycleManager.isVmShuttingDown();
        }

        void goOn(String what, Duration pause) {
            if (!announced) {
                LOG.warnf("Waiting up to %d s for %s", timeout.toSeconds(), what);
                announced = true;
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }
}
