package dev.agentkeys.database.url;

import dev.agentkeys.startup.StartupOrder;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Ends the start in production if no database is configured, before another step needs one. Ends it in dev if an
 * environment variable that is meant for production names the database.
 */
@ApplicationScoped
class DatabaseRequired {

    private static final Logger LOG = Logger.getLogger(DatabaseRequired.class);
    private static final String REACTIVE_URL = "quarkus.datasource.reactive.url";
    private static final List<String> URLS = List.of(REACTIVE_URL, "quarkus.datasource.jdbc.url");
    private static final List<String> VARIABLES =
            List.of(DatabaseUrlConfigSourceFactory.VARIABLE, DatabaseUrlConfigSourceFactory.VARIABLE + "_FILE");

    void onStart(
            @Observes @Priority(StartupOrder.DATABASE_REQUIRED) StartupEvent event,
            LaunchMode mode,
            SmallRyeConfig config) {
        switch (mode) {
            case NORMAL, RUN -> requireDatabase(config);
            case DEVELOPMENT -> refuseDatabaseOfTheShell(config);
            case TEST -> {}
        }
    }

    private static void requireDatabase(SmallRyeConfig config) {
        if (!config.isPropertyPresent(REACTIVE_URL)) {
            throw new ConfigurationException("No database is configured. Set DATABASE_URL (or DATABASE_URL_FILE, with a"
                    + " path) to postgresql://user:password@host:5432/database?sslmode=verify-full");
        }
    }

    /**
     * In dev every program of this machine may call the service, so dev uses only a database that its user has named
     * for dev.
     */
    static void refuseDatabaseOfTheShell(SmallRyeConfig config) {
        for (var url : URLS) {
            if (EnvConfigSource.NAME.equals(config.getConfigValue(url).getConfigSourceName())) {
                throw new ConfigurationException("Dev does not use the database that the environment variable for "
                        + url + " names. Unset that variable, or set " + DatabaseUrlConfigSourceFactory.DEV_VARIABLE
                        + ".");
            }
        }
        if (VARIABLES.stream().anyMatch(config::isPropertyPresent)) {
            LOG.warnf(
                    "Dev ignores %s; its own variable is %s.",
                    DatabaseUrlConfigSourceFactory.VARIABLE, DatabaseUrlConfigSourceFactory.DEV_VARIABLE);
        }
    }
}
