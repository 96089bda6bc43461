package dev.agentkeys.apikey;

import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.UnsealException;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * While the key ring has retired keys: re-seals what was sealed under them, and says how much still depends on each, so
 * that people know when to take it out. Fingerprints are renewed as their keys are next verified, for only then is the
 * key at hand. Works at start and then every hour; several replicas at once do no harm.
 */
@ApplicationScoped
class KeyRingRotation {

    private static final Logger LOG = Logger.getLogger(KeyRingRotation.class);
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final int BATCH = 100;
    private static final int AFTER_MIGRATION = 10_000;
    private static final UUID FIRST = new UUID(0, 0);

    private final RotationRepository rows;
    private final KeyMaterial keyMaterial;
    private final RotationMetrics metrics;

    KeyRingRotation(RotationRepository rows, KeyMaterial keyMaterial, RotationMetrics metrics) {
        this.rows = rows;
        this.keyMaterial = keyMaterial;
        this.metrics = metrics;
    }

    void onStart(@Observes @Priority(AFTER_MIGRATION) StartupEvent event) {
        if (!keyMaterial.retired().isEmpty()) {
            Multi.createFrom()
                    .ticks()
                    .every(INTERVAL)
                    .onOverflow()
                    .drop()
                    .onItem()
                    .transformToUniAndConcatenate(tick -> rotate())
                    .subscribe()
                    .with(done -> {}, failure -> LOG.error("Rotation of the key ring ended", failure));
        }
    }

    private Uni<Void> rotate() {
        return Multi.createFrom()
                .iterable(keyMaterial.retired())
                .onItem()
                .transformToUniAndConcatenate(ringKeyId -> resealAll(ringKeyId).chain(() -> report(ringKeyId)))
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("Rotation of the key ring waits for the next hour: %s", failure))
                .onFailure()
                .recoverWithNull();
    }

    /** One batch after the other, each behind the last of the one before: what does not open is not met again. */
    private Uni<Void> resealAll(String ringKeyId) {
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(FIRST), last -> rows.sealedUnder(ringKeyId, last.get(), BATCH)
                        .call(this::reseal)
                        .invoke(batch -> lastId(batch).ifPresent(last::set)))
                .until(List::isEmpty)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private static Optional<UUID> lastId(List<SealedKey> batch) {
        return batch.isEmpty()
                ? Optional.empty()
                : Optional.of(batch.get(batch.size() - 1).binding().keyId());
    }

    private Uni<Void> reseal(List<SealedKey> batch) {
        return Multi.createFrom()
                .iterable(batch)
                .onItem()
                .transformToUniAndConcatenate(this::reseal)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> reseal(SealedKey key) {
        try {
            var secret = keyMaterial.open(key.sealed(), key.binding());
            return rows.reseal(key, keyMaterial.seal(secret, key.binding()));
        } catch (UnsealException e) {
            // One bad row must not keep the others under the retired key.
            LOG.errorf("A secret stays under a retired key: %s", e.getMessage());
            return Uni.createFrom().voidItem();
        }
    }

    private Uni<Void> report(String ringKeyId) {
        return Uni.combine()
                .all()
                .unis(rows.countFingerprintedUnder(ringKeyId), rows.countSealedUnder(ringKeyId))
                .asTuple()
                .invoke(counts -> metrics.show(ringKeyId, counts.getItem2(), counts.getItem1()))
                .invoke(counts -> LOG.infof(
                        "Key ring: %d keys are fingerprinted and %d secrets sealed under '%s', which is not the current key%s",
                        counts.getItem1(),
                        counts.getItem2(),
                        ringKeyId,
                        counts.getItem1() + counts.getItem2() == 0 ? "; nothing depends on it" : ""))
                .replaceWithVoid();
    }
}
