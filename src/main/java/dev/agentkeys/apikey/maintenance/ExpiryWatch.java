package dev.agentkeys.apikey.maintenance;

import dev.agentkeys.keystore.maintenance.ExpiryRepository;
import dev.agentkeys.keystore.maintenance.ExpiryRepository.ExpiringKey;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Shows how many keys expire soon, and logs each that is in use: one line a day, by one of the replicas. The lines leave
 * out names, because callers choose them.
 */
@Singleton
class ExpiryWatch {

    private static final Logger LOG = Logger.getLogger("agentkeys.expiry");

    private final ExpiryRepository keys;
    private final ExpiryMetrics metrics;

    ExpiryWatch(ExpiryRepository keys, ExpiryMetrics metrics) {
        this.keys = keys;
        this.metrics = metrics;
    }

    /** Counts the keys that expire soon. */
    Uni<Void> count() {
        return keys.count().invoke(metrics::show).replaceWithVoid();
    }

    /** Logs the keys that no replica has logged today. */
    Uni<Void> warn() {
        return Multi.createBy()
                .repeating()
                .uni(keys::mark)
                .whilst(marked -> marked.size() == ExpiryRepository.BATCH)
                .invoke(marked -> marked.forEach(ExpiryWatch::log))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static void log(ExpiringKey key) {
        LOG.warnf(
                "Expires soon: what=api_key:%s type=%s agent=%s expires_at=%s last_used_at=%s",
                key.id(), key.type().wireName(), key.agentId(), key.expiresAt(), key.lastUsedAt());
    }
}
