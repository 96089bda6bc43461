package dev.agentkeys.verification;

import dev.agentkeys.access.AgentKeys;
import dev.agentkeys.access.Caller;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.KeyLookup;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Identifies agents that call the management API by their internal keys. */
@Singleton
class InternalKeys implements AgentKeys {

    private final KeyLookup keys;
    private final KeyMaterial keyMaterial;

    InternalKeys(KeyLookup keys, KeyMaterial keyMaterial) {
        this.keys = keys;
        this.keyMaterial = keyMaterial;
    }

    @Override
    public Uni<Optional<Caller.Agent>> ownerOf(Secret internalKey) {
        return keys.findOwners(keyMaterial.fingerprints(KeyType.INTERNAL, internalKey))
                .map(InternalKeys::only);
    }

    /** Two agents with the same key cannot be told apart by it. */
    private static Optional<Caller.Agent> only(List<KeyLookup.Owner> owners) {
        return owners.size() == 1
                ? Optional.of(owners.get(0))
                        .map(owner -> new Caller.Agent(owner.id(), owner.name(), owner.incarnation()))
                : Optional.empty();
    }
}
