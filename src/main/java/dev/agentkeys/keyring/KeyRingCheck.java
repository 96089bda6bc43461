package dev.agentkeys.keyring;

import dev.agentkeys.database.DatabaseAtStart;
import dev.agentkeys.keymaterial.CheckValue;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyRing;
import dev.agentkeys.keymaterial.SealedSecret;
import dev.agentkeys.keymaterial.UnsealException;
import dev.agentkeys.keystore.keyring.KnownRingKey;
import dev.agentkeys.keystore.keyring.RingRepository;
import dev.agentkeys.keystore.keyring.RotationRepository;
import dev.agentkeys.startup.StartupOrder;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Compares the key ring with the database before the port opens, and refuses to start with a ring that would make keys
 * unknown. In a rollout, a ready replica with a wrong ring would replace one with the right ring. It compares nothing
 * in dev and tests, which throw their rings away.
 */
@ApplicationScoped
class KeyRingCheck {

    private static final Logger LOG = Logger.getLogger(KeyRingCheck.class);

    private final RingRepository ring;
    private final RotationRepository keys;
    private final KeyMaterial keyMaterial;
    private final DatabaseAtStart database;
    private final Set<String> lost;

    KeyRingCheck(
            RingRepository ring,
            RotationRepository keys,
            KeyMaterial keyMaterial,
            DatabaseAtStart database,
            KeyRingConfig config) {
        this.ring = ring;
        this.keys = keys;
        this.keyMaterial = keyMaterial;
        this.database = database;
        this.lost = config.keyRingLost().orElse(Set.of());
    }

    void onStart(@Observes @Priority(StartupOrder.KEY_RING_AND_DATABASE) StartupEvent event, LaunchMode launchMode) {
        if (launchMode == LaunchMode.NORMAL) {
            check(answerTo(ring.known()));
        }
    }

    /**
     * Refuses every ring that a start would refuse, but writes nothing.
     *
     * @throws ConfigurationException if the ring does not fit the database
     */
    void compare() {
        refuse(answerTo(ring.known()));
    }

    /** Writes nothing before every check passes: otherwise a right ring would later be compared with a wrong one. */
    private void check(Map<String, KnownRingKey> known) {
        var missing = refuse(known);
        var unrecorded = keyMaterial.checkValues().stream()
                .filter(key -> !isRecorded(key, known))
                .toList();
        missing.forEach(this::settle);
        if (!unrecorded.isEmpty()) {
            answerTo(ring.record(unrecorded, lost));
            // Another replica may have recorded another secret first.
            refuseOtherSecrets(answerTo(ring.known()));
        }
    }

    /** Returns the keys that the ring lacks and no live key depends on. */
    private List<KnownRingKey> refuse(Map<String, KnownRingKey> known) {
        refuseOtherSecrets(known);
        var missing = known.values().stream()
                .filter(key -> !keyMaterial.has(key.id()) && !key.lost() && !KeyRing.THROW_AWAY.equals(key.id()))
                .toList();
        missing.forEach(this::refuseIfNeeded);
        return missing;
    }

    private void refuseOtherSecrets(Map<String, KnownRingKey> known) {
        for (var key : keyMaterial.checkValues()) {
            var recorded = Optional.ofNullable(known.get(key.keyId()));
            if (recorded.isPresent() && !lost.contains(key.keyId()) && isAnother(key, recorded.get())) {
                throw new ConfigurationException("AGENTKEYS_KEY_RING has another secret under '" + key.keyId()
                        + "' than this database was used with. Put the old secret back, or give the new secret another"
                        + " id. If the old secret is lost, set AGENTKEYS_KEY_RING_LOST=" + key.keyId()
                        + ": values made under it stay unusable.");
            }
        }
    }

    /** Compares the check values. If none is recorded, tries to open secrets that are sealed under the id. */
    private boolean isAnother(CheckValue key, KnownRingKey recorded) {
        return recorded.checkValue()
                .map(value -> !key.matches(value))
                .orElseGet(() -> recorded.seals() && opensNothing(recorded.id()));
    }

    private boolean opensNothing(String ringKeyId) {
        var sample = answerTo(keys.sample(ringKeyId));
        return !sample.isEmpty() && sample.stream().noneMatch(this::opens);
    }

    private boolean opens(SealedSecret key) {
        try {
            keyMaterial.open(key);
            return true;
        } catch (UnsealException e) {
            return false;
        }
    }

    private void refuseIfNeeded(KnownRingKey missing) {
        if (lost.contains(missing.id())) {
            return;
        }
        firstDependentOn(missing).ifPresent(key -> {
            throw new ConfigurationException("AGENTKEYS_KEY_RING lacks the key '" + missing.id()
                    + "', and keys of live agents depend on it, for example " + key + ". Put it back after the"
                    + " current one. If its secret is lost, set AGENTKEYS_KEY_RING_LOST=" + missing.id()
                    + ": values made under it stay unusable.");
        });
    }

    /** For a recorded id, this reads all keys. The start then forgets the id, so this happens once. */
    private Optional<UUID> firstDependentOn(KnownRingKey missing) {
        var sealed = missing.seals() ? answerTo(keys.sealedUnder(missing.id())) : Optional.<UUID>empty();
        if (sealed.isPresent() || !missing.recorded()) {
            return sealed;
        }
        var after = RotationRepository.FIRST;
        while (!after.equals(RotationRepository.LAST)) {
            var step = answerTo(keys.dependents(missing.id(), after, 1));
            var found = step.map(RotationRepository.Step::found).orElse(List.of());
            if (!found.isEmpty()) {
                return Optional.of(found.get(0).id());
            }
            after = step.map(RotationRepository.Step::last).orElse(RotationRepository.LAST);
        }
        return Optional.empty();
    }

    private void settle(KnownRingKey missing) {
        if (lost.contains(missing.id())) {
            answerTo(ring.giveUp(missing.id()));
            LOG.warnf("Key ring: the key '%s' is given up, and all values made under it", missing.id());
        } else {
            answerTo(ring.forget(missing.id()));
            LOG.infof("Key ring: nothing depends any more on '%s', which is not in the ring", missing.id());
        }
    }

    private static boolean isRecorded(CheckValue key, Map<String, KnownRingKey> known) {
        var recorded = Optional.ofNullable(known.get(key.keyId())).filter(found -> !found.lost());
        return recorded.flatMap(KnownRingKey::checkValue).filter(key::matches).isPresent();
    }

    private <T> T answerTo(Uni<T> statements) {
        return database.answerTo(statements);
    }
}
