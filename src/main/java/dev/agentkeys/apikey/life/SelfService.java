package dev.agentkeys.apikey.life;

import dev.agentkeys.access.KeyHolders;
import dev.agentkeys.apikey.KeyAccess;
import dev.agentkeys.idempotency.RetriableRequest;
import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.FoundKey;
import dev.agentkeys.keystore.KeyLookup;
import dev.agentkeys.keystore.KeyRepository;
import dev.agentkeys.keystore.KeyStatus;
import dev.agentkeys.keystore.LastUses;
import dev.agentkeys.keystore.StoredKey;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Shows, rotates and revokes the key that the caller presents. */
@Singleton
class SelfService {

    private final KeyHolders holders;
    private final KeyLookup lookup;
    private final KeyRepository keys;
    private final KeyLifeService life;
    private final KeyMaterial keyMaterial;
    private final LastUses lastUses;
    private final CurrentVertxRequest current;

    SelfService(
            KeyHolders holders,
            KeyLookup lookup,
            KeyRepository keys,
            KeyLifeService life,
            KeyMaterial keyMaterial,
            LastUses lastUses,
            CurrentVertxRequest current) {
        this.holders = holders;
        this.lookup = lookup;
        this.keys = keys;
        this.life = life;
        this.keyMaterial = keyMaterial;
        this.lastUses = lastUses;
        this.current = current;
    }

    /** The key that the caller presents. */
    Uni<StoredKey> find() {
        return active().flatMap(found -> keys.findById(found.id())
                .map(key -> key.orElseThrow(() -> KeyAccess.unknown(found.id().toString()))));
    }

    /** Gives the presented key a new value, if its owner allows that. */
    Uni<RotateApiKeyResponse> rotate(RotateOwnKeyRequest request) {
        return active().flatMap(
                        found -> life.rotate(found, request.overlap(), RetriableRequest.ofHolder(current, found.id())));
    }

    /** Revokes the presented key, even if it is disabled or has expired, because a thief may have its value. */
    Uni<StoredKey> revoke(RevokeApiKeyRequest request) {
        return held(any -> true).flatMap(found -> life.revoke(found, request));
    }

    private Uni<FoundKey> active() {
        return held(key -> key.status() == KeyStatus.ACTIVE).invoke(key -> lastUses.add(key.id()));
    }

    private Uni<FoundKey> held(Predicate<FoundKey> suitable) {
        return holders.authenticate(key -> find(key, suitable)).map(SelfService::only);
    }

    /** The keys that the caller may mean; empty if there is none. */
    private Uni<Optional<List<FoundKey>>> find(Secret key, Predicate<FoundKey> suitable) {
        var value = key.reveal();
        if (GeneratedKey.claimedBy(value) && !GeneratedKey.matches(value)) {
            return Uni.createFrom().item(Optional.empty());
        }
        return lookup.findHeld(keyMaterial.fingerprints(key))
                .map(found ->
                        Optional.of(found.stream().filter(suitable).toList()).filter(keys -> !keys.isEmpty()));
    }

    /** Callers may choose values, so two keys may have the same value. The caller then means the active one. */
    private static FoundKey only(List<FoundKey> found) {
        var first = found.get(0);
        if (found.size() > 1 && isActive(found.get(1)) == isActive(first)) {
            throw ProblemException.conflict("Several keys have this value.");
        }
        return first;
    }

    private static boolean isActive(FoundKey key) {
        return key.status() == KeyStatus.ACTIVE;
    }
}
