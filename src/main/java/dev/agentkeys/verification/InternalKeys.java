package dev.agentkeys.verification;

import dev.agentkeys.access.AgentKeys;
import dev.agentkeys.access.Caller;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.KeyLookup;
import dev.agentkeys.keystore.LastUses;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Identifies agents that call the management API by their internal keys. */
@Singleton
class InternalKeys implements AgentKeys {

    private final KeyLookup keys;
    private final KeyMaterial keyMaterial;
    private final LastUses lastUses;

    InternalKeys(KeyLookup keys, KeyMaterial keyMaterial, LastUses lastUses) {
        this.keys = keys;
        this.keyMaterial = keyMaterial;
        this.lastUses = lastUses;
    }

    @Override
    public Uni<Optional<Caller.Agent>> ownerOf(Secret internalKey, Predicate<Caller.Agent> meant) {
        return keys.findOwners(keyMaterial.fingerprints(KeyType.INTERNAL, internalKey))
                .map(InternalKeys::only)
                .map(only -> only.filter(owner -> meant.test(agent(owner))).map(owner -> {
                    lastUses.add(owner.keyId());
                    return agent(owner);
                }));
    }

    /** Accepts no key that several agents have, because it does not tell which of them calls. */
    private static Optional<KeyLookup.Owner> only(List<KeyLookup.Owner> owners) {
        return owners.size() == 1 ? Optional.of(owners.get(0)) : Optional.empty();
    }

    private static Caller.Agent agent(KeyLookup.Owner owner) {
        return new Caller.Agent(owner.id(), owner.name(), owner.incarnation(), owner.keyId());
    }
}
