package dev.agentkeys.apikey.maintenance;

import dev.agentkeys.apikey.ApiKeyConfig;
import dev.agentkeys.database.HourlyWork;
import dev.agentkeys.startup.StartupOrder;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Purges keys, counts those that expire soon, and warns of those in use: at start and then every hour. Several replicas
 * may do so at once.
 */
@ApplicationScoped
class KeyMaintenance {

    private static final Logger LOG = Logger.getLogger(KeyMaintenance.class);

    /** A hundred years. A much longer time is out of the range of the database's timestamps. */
    private static final Duration MAX_RETENTION = Duration.ofDays(36_525);

    private final KeyPurge purge;
    private final ExpiryWatch expiry;
    private final ApiKeyConfig config;
    private Cancellable work = () -> {};

    KeyMaintenance(KeyPurge purge, ExpiryWatch expiry, ApiKeyConfig config) {
        this.purge = purge;
        this.expiry = expiry;
        this.config = config;
    }

    void check(@Observes @Priority(StartupOrder.RETENTION) StartupEvent event) {
        check(config.retention());
    }

    static void check(Duration retention) {
        if (retention.isNegative() || retention.compareTo(MAX_RETENTION) > 0) {
            throw new ConfigurationException(
                    "AGENTKEYS_API_KEYS_RETENTION cannot be used: it is not a time between none and "
                            + MAX_RETENTION.toDays() + " days, such as P90D.");
        }
    }

    void onStart(@Observes @Priority(StartupOrder.KEY_MAINTENANCE) StartupEvent event) {
        work = HourlyWork.start(LOG, "The maintenance of keys", this::run);
    }

    @PreDestroy
    void stop() {
        work.cancel();
    }

    private Uni<Void> run() {
        return HourlyWork.attempt(LOG, "Purging keys", purge.run())
                .chain(() -> HourlyWork.attempt(LOG, "Counting the keys that expire soon", expiry.count()))
                .chain(() -> HourlyWork.attempt(LOG, "Warning of keys that expire soon", expiry.warn()));
    }
}
