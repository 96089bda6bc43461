package dev.agentkeys.apikey.life;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.access.Actors;
import dev.agentkeys.access.AuditLog;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.Role;
import dev.agentkeys.apikey.ExpiryRules;
import dev.agentkeys.apikey.FitsType;
import dev.agentkeys.apikey.KeyAccess;
import dev.agentkeys.apikey.RequestedKey;
import dev.agentkeys.audit.Changes;
import dev.agentkeys.database.Transaction;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.keystore.Expiry;
import dev.agentkeys.keystore.ExpiryException;
import dev.agentkeys.keystore.KeyLifeRepository;
import dev.agentkeys.keystore.KeyLifeRepository.KeyChange;
import dev.agentkeys.keystore.KeyLifeRepository.Locked;
import dev.agentkeys.keystore.KeyStatus;
import dev.agentkeys.keystore.StoredKey;
import dev.agentkeys.observability.KeyMetrics;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.validation.InvalidRequestException;
import dev.agentkeys.validation.JsonObject;
import dev.agentkeys.validation.RequestBinder;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Changes properties of keys. A patch depends on the stored key, so the transaction locks its row. */
@Singleton
class KeyUpdateService {

    private final KeyAccess access;
    private final KeyLifeRepository life;
    private final ExpiryRules expiries;
    private final RequestBinder json;
    private final KeyMetrics metrics;
    private final Actors actors;
    private final AuditLog audit;

    KeyUpdateService(
            KeyAccess access,
            KeyLifeRepository life,
            ExpiryRules expiries,
            RequestBinder json,
            KeyMetrics metrics,
            Actors actors,
            AuditLog audit) {
        this.access = access;
        this.life = life;
        this.expiries = expiries;
        this.json = json;
        this.metrics = metrics;
        this.actors = actors;
        this.audit = audit;
    }

    /**
     * Changes the key of that id.
     *
     * @throws ProblemException if this caller finds no such key, it is revoked, or its new name is taken
     */
    Uni<StoredKey> update(String id, UpdateApiKeyRequest patch, Caller caller) {
        return access.permitted(caller, id, Operation.UPDATE).flatMap(key -> update(key, patch, caller));
    }

    /** Does the same for the agent's key of that type and name. */
    Uni<StoredKey> update(AgentReference agent, KeyType type, String name, UpdateApiKeyRequest patch, Caller caller) {
        return access.permitted(caller, agent, type, name, Operation.UPDATE).flatMap(key -> update(key, patch, caller));
    }

    private Uni<StoredKey> update(StoredKey key, UpdateApiKeyRequest patch, Caller caller) {
        if (key.status() == KeyStatus.REVOKED) {
            throw revoked();
        }
        if (patch.changesNothing()) {
            return Uni.createFrom().item(key);
        }
        var type = key.apiKeyType();
        requireFittingName(patch.name(), type);
        var expiry = expiry(patch, type);
        var target = KeyAccess.target(key, caller);
        return life.inTransaction(key.id(), transaction -> life.lock(transaction, target, expiry)
                        .flatMap(locked -> locked.isPresent()
                                ? change(transaction, locked.get(), patch, expiry, caller)
                                        .map(Optional::of)
                                : Uni.createFrom().item(Optional.<StoredKey>empty())))
                .onFailure(ExpiryException.class)
                .transform(refused -> expiries.invalidTime(type, refused))
                .flatMap(changed -> changed.isPresent() ? Uni.createFrom().item(changed.get()) : gone(key, caller))
                .invoke(changed -> {
                    metrics.updated();
                    audit.updatedKey(caller, changed.id(), type.wireName(), changed.agentId());
                });
    }

    private Uni<StoredKey> change(
            Transaction transaction, Locked locked, UpdateApiKeyRequest patch, Optional<Expiry> expiry, Caller caller) {
        var key = locked.key();
        return life.change(
                transaction,
                key,
                new KeyChange(
                        patch.name() == null ? key.name() : patch.name(),
                        patch.enabled() == null ? locked.enabled() : patch.enabled(),
                        expiry,
                        metadata(key.metadata(), patch),
                        patch.selfRotation() == null ? key.selfRotation() : patch.selfRotation()),
                actors.of(caller, Role.KEYS_WRITE),
                changes(patch, expiry));
    }

    /**
     * The fields of the patch for the audit trail. The value of the metadata is left out, because it could hold a
     * secret.
     */
    private static Changes changes(UpdateApiKeyRequest patch, Optional<Expiry> expiry) {
        var changes = new Changes()
                .toIfPresent("name", Optional.ofNullable(patch.name()))
                .toIfPresent("enabled", Optional.ofNullable(patch.enabled()))
                .toIfPresent("self_rotation", Optional.ofNullable(patch.selfRotation()));
        expiry.ifPresent(given ->
                given.at().ifPresentOrElse(time -> changes.to("expires_at", time), () -> changes.hidden("expires_at")));
        if (patch.metadata() != null) {
            changes.hidden("metadata");
        }
        return changes;
    }

    /** The key was revoked or deleted after it was found. */
    private Uni<StoredKey> gone(StoredKey key, Caller caller) {
        return access.permitted(caller, key.id().toString(), Operation.UPDATE).map(left -> {
            throw left.status() == KeyStatus.REVOKED
                    ? revoked()
                    : KeyAccess.unknown(key.id().toString());
        });
    }

    private Optional<Expiry> expiry(UpdateApiKeyRequest patch, KeyType type) {
        if (patch.expiresIn() != null) {
            return Optional.of(expiries.after(type, patch.expiresIn()));
        }
        return Optional.ofNullable(patch.expiresAt())
                .map(given -> given.value().map(time -> expiries.at(type, time)).orElseGet(() -> expiries.never(type)));
    }

    private Optional<String> metadata(String stored, UpdateApiKeyRequest patch) {
        if (patch.metadata() == null) {
            return Optional.ofNullable(stored);
        }
        return patch.metadata()
                .value()
                .map(changes -> MergePatch.merge(stored == null ? null : json.readObject(stored), changes))
                .map(KeyUpdateService::requireStorable)
                .map(ObjectNode::toString);
    }

    private static ObjectNode requireStorable(ObjectNode metadata) {
        JsonObject.Validator.faultOf(metadata, RequestedKey.MAX_METADATA).ifPresent(fault -> {
            throw InvalidRequestException.ofField("metadata", fault);
        });
        return metadata;
    }

    private static void requireFittingName(String name, KeyType type) {
        if (name != null) {
            FitsType.Validator.faultOfName(name, type).ifPresent(fault -> {
                throw InvalidRequestException.ofField("name", fault);
            });
        }
    }

    private static ProblemException revoked() {
        return ProblemException.conflict("The key is revoked.");
    }
}
