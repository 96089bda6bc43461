package dev.agentkeys.apikey.maintenance;

import dev.agentkeys.access.AuditLog;
import dev.agentkeys.apikey.ApiKeyConfig;
import dev.agentkeys.keystore.KeyStatus;
import dev.agentkeys.keystore.maintenance.PurgeRepository;
import dev.agentkeys.keystore.maintenance.PurgeRepository.PurgedKey;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Removes keys whose retention is over, batch by batch, and writes a line of the audit log for each. */
@Singleton
class KeyPurge {

    private final PurgeRepository keys;
    private final AuditLog audit;
    private final Duration retention;

    KeyPurge(PurgeRepository keys, AuditLog audit, ApiKeyConfig config) {
        this.keys = keys;
        this.audit = audit;
        this.retention = config.retention();
    }

    /** Removes every key that is due, except those that another replica is removing. */
    Uni<Void> run() {
        return inBatches(() -> keys.deleteRevoked(retention).map(purged -> record(purged, KeyStatus.REVOKED)))
                .chain(() ->
                        inBatches(() -> keys.deleteExpired(retention).map(purged -> record(purged, KeyStatus.EXPIRED))))
                .chain(() -> inBatches(keys::clearOutgoing));
    }

    private static Uni<Void> inBatches(Supplier<Uni<Integer>> batch) {
        return Multi.createBy()
                .repeating()
                .uni(batch::get)
                .whilst(rows -> rows == PurgeRepository.BATCH)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private int record(List<PurgedKey> purged, KeyStatus status) {
        purged.forEach(key -> audit.purgedKey(key.id(), key.type().wireName(), key.agentId(), status.wireName()));
        return purged.size();
    }
}
