package dev.agentkeys.database;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Refuses to start in production without a database, before anything else misses it. */
@ApplicationScoped
class DatabaseRequired {

    private static final String REACTIVE_URL = "quarkus.datasource.reactive.url";

    void onStart(@Observes @Priority(1) StartupEvent event, LaunchMode launchMode) {
        if (launchMode == LaunchMode.NORMAL && !ConfigUtils.isPropertyPresent(REACTIVE_URL)) {
            throw new ConfigurationException("No database is configured. Set DATABASE_URL (or DATABASE_URL_FILE, with a"
                    + " path) to postgresql://user:password@host:5432/database?sslmode=verify-full");
        }
    }
}
