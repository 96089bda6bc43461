package dev.agentkeys.keyring;

import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.keymaterial.CheckValue;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keystore.keyring.KnownRingKey;
import dev.agentkeys.keystore.keyring.RingRepository;
import dev.agentkeys.keystore.keyring.RotationRepository;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Tells operators which keys depend on which ring key. Only a caller who may see the keys of all agents may ask. */
@Singleton
class KeyRingService {

    private final RingRepository ring;
    private final RotationRepository keys;
    private final KeyMaterial keyMaterial;
    private final Authorizer access;

    KeyRingService(RingRepository ring, RotationRepository keys, KeyMaterial keyMaterial, Authorizer access) {
        this.ring = ring;
        this.keys = keys;
        this.keyMaterial = keyMaterial;
        this.access = access;
    }

    /** The keys of this replica's ring, the current one first, and then those that only the database knows. */
    Uni<List<KeyRingKey>> list(Caller caller) {
        return access.requireAll(caller, ResourceReference.Type.API_KEY)
                .chain(ring::known)
                .map(this::merge);
    }

    /** One page of the keys of live agents that depend on a ring key, in the order of their ids. */
    Uni<DependentKeys> dependents(String ringKeyId, UUID after, int limit, Caller caller) {
        return access.requireAll(caller, ResourceReference.Type.API_KEY)
                .chain(() -> keys.dependents(ringKeyId, after, limit))
                .map(found -> found.map(step -> new DependentKeys(step.found(), step.isLast() ? null : step.last()))
                        .orElseGet(() -> none(ringKeyId)));
    }

    private DependentKeys none(String ringKeyId) {
        if (!keyMaterial.has(ringKeyId)) {
            throw ProblemException.notFound("Item with id '" + ringKeyId + "' does not exist.");
        }
        return new DependentKeys(List.of(), null);
    }

    private List<KeyRingKey> merge(Map<String, KnownRingKey> known) {
        var merged = new ArrayList<KeyRingKey>();
        for (var id : keyMaterial.checkValues().stream().map(CheckValue::keyId).toList()) {
            boolean current = keyMaterial.isCurrent(id);
            // Leaves out a count from an earlier time, when the key was retired.
            var counted =
                    Optional.ofNullable(known.get(id)).filter(found -> !current).flatMap(KnownRingKey::counted);
            merged.add(KeyRingKey.of(id, current, true, false, counted));
        }
        known.values().stream()
                .filter(key -> !keyMaterial.has(key.id()))
                .forEach(key -> merged.add(KeyRingKey.of(key.id(), false, false, key.lost(), key.counted())));
        return merged;
    }
}
