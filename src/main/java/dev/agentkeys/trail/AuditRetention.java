package dev.agentkeys.trail;

import dev.agentkeys.database.HourlyWork;
import dev.agentkeys.startup.StartupOrder;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Deletes events that are older than the retention, in batches, every hour. Several replicas may run it at once. */
@ApplicationScoped
class AuditRetention {

    private static final Logger LOG = Logger.getLogger(AuditRetention.class);
    private static final int BATCH = 5_000;

    private final AuditEventRepository events;
    private final Duration retention;

    AuditRetention(AuditEventRepository events, AuditConfig config) {
        this.events = events;
        this.retention = config.retention();
        if (retention.isNegative() || retention.isZero()) {
            throw new ConfigurationException("AGENTKEYS_AUDIT_RETENTION must be longer than zero, such as P365D.");
        }
    }

    void onStart(@Observes @Priority(StartupOrder.AUDIT_RETENTION) StartupEvent event) {
        HourlyWork.start(LOG, "The deletion of old audit events", this::purge);
    }

    /** Deletes all events that are too old. Returns their number. */
    Uni<Long> purge() {
        return Multi.createBy()
                .repeating()
                .uni(() -> events.purge(retention, BATCH))
                .whilst(deleted -> deleted == BATCH)
                .onItem()
                .transform(Integer::longValue)
                .collect()
                .in(() -> new long[1], (sum, deleted) -> sum[0] += deleted)
                .map(sum -> sum[0])
                .invoke(deleted -> {
                    if (deleted > 0) {
                        LOG.infof("Deleted %d audit events that are older than %s", deleted, retention);
                    }
                });
    }
}
