package dev.agentkeys.keyring;

import dev.agentkeys.database.HourlyWork;
import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.SealedSecret;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keymaterial.UnsealException;
import dev.agentkeys.keystore.keyring.Dependents;
import dev.agentkeys.keystore.keyring.RingRepository;
import dev.agentkeys.keystore.keyring.RotationRepository;
import dev.agentkeys.keystore.keyring.RotationRepository.Renewable;
import dev.agentkeys.startup.StartupOrder;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Renews seals and fingerprints while the key ring has retired or lost keys. It renews the keys whose value it can open;
 * the fingerprint of any other key is renewed when that key is next verified. It reports how many keys still depend on
 * each ring key, so that operators know when to remove it. It runs at start and then every hour; several replicas may run
 * it at once.
 */
@ApplicationScoped
class KeyRingRotation {

    private static final Logger LOG = Logger.getLogger(KeyRingRotation.class);

    private final RotationRepository keys;
    private final RingRepository ring;
    private final KeyMaterial keyMaterial;
    private final RotationMetrics metrics;
    private final KeyRingConfig config;

    KeyRingRotation(
            RotationRepository keys,
            RingRepository ring,
            KeyMaterial keyMaterial,
            RotationMetrics metrics,
            KeyRingConfig config) {
        this.keys = keys;
        this.ring = ring;
        this.keyMaterial = keyMaterial;
        this.metrics = metrics;
        this.config = config;
    }

    void onStart(@Observes @Priority(StartupOrder.KEY_RING_ROTATION) StartupEvent event) {
        if (!keyMaterial.retired().isEmpty() || config.keyRingLost().isPresent()) {
            HourlyWork.start(LOG, "Rotation of the key ring", this::rotate);
        }
    }

    private Uni<Void> rotate() {
        return walk().flatMap(this::report);
    }

    /** Renews all keys step by step, and counts what still depends on each ring key other than the current one. */
    private Uni<Map<String, Dependents>> walk() {
        var counts = new TreeMap<String, Dependents>();
        Stream.concat(
                        keyMaterial.retired().stream(),
                        config.keyRingLost().stream().flatMap(Set::stream))
                .filter(id -> !keyMaterial.isCurrent(id))
                .forEach(id -> counts.put(id, Dependents.NONE));
        return Multi.createBy()
                .repeating()
                .uni(() -> new AtomicReference<>(RotationRepository.FIRST), after -> step(after.get(), counts)
                        .invoke(after::set))
                .whilst(last -> !last.equals(RotationRepository.LAST))
                .collect()
                .last()
                .replaceWith(counts);
    }

    private Uni<UUID> step(UUID after, Map<String, Dependents> counts) {
        return keys.renewable(after, keyMaterial.current())
                .call(step -> renew(step.found()))
                .call(step -> keys.count(after, step.last(), keyMaterial.current())
                        .invoke(found -> found.forEach((id, more) -> counts.merge(id, more, Dependents::plus))))
                .map(RotationRepository.Step::last);
    }

    private Uni<Void> renew(List<Renewable> found) {
        return Multi.createFrom()
                .iterable(found)
                .filter(old -> keyMaterial.has(old.secret().sealed().keyId()))
                .onItem()
                .transformToUniAndConcatenate(this::renew)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> renew(Renewable old) {
        var key = old.secret();
        try {
            var secret = keyMaterial.open(key);
            return keys.renew(old, keyMaterial.seal(secret, key.binding()), fingerprint(key, secret));
        } catch (UnsealException e) {
            // Skips a bad row, so that the rotation renews the others.
            LOG.errorf("A secret stays under a retired key: %s", e.getMessage());
            return Uni.createFrom().voidItem();
        }
    }

    private Optional<Fingerprint> fingerprint(SealedSecret key, Secret secret) {
        var type = key.binding().type();
        return type.presentable() ? Optional.of(keyMaterial.fingerprint(type, secret)) : Optional.empty();
    }

    private Uni<Void> report(Map<String, Dependents> counts) {
        counts.forEach(this::report);
        return ring.counted(counts);
    }

    private void report(String ringKeyId, Dependents dependents) {
        boolean retired = keyMaterial.has(ringKeyId);
        if (retired) {
            metrics.show(ringKeyId, dependents.sealed(), dependents.fingerprinted());
        }
        LOG.infof(
                "Key ring: %d keys are fingerprinted and %d secrets sealed under '%s', which is not %s%s",
                dependents.fingerprinted(),
                dependents.sealed(),
                ringKeyId,
                retired ? "the current key" : "in the ring",
                dependents.isNone() ? "; nothing depends on it" : "");
    }
}
