package dev.agentkeys.apikey.life;

import dev.agentkeys.access.Actors;
import dev.agentkeys.access.AuditLog;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.Role;
import dev.agentkeys.apikey.FitsType;
import dev.agentkeys.apikey.KeyAccess;
import dev.agentkeys.audit.Actor;
import dev.agentkeys.idempotency.KeptAnswers;
import dev.agentkeys.idempotency.RetriableRequest;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.keystore.FoundKey;
import dev.agentkeys.keystore.KeyLifeRepository;
import dev.agentkeys.keystore.KeyLifeRepository.Target;
import dev.agentkeys.keystore.KeyRepository;
import dev.agentkeys.keystore.KeyStatus;
import dev.agentkeys.keystore.NewKey;
import dev.agentkeys.keystore.StoredKey;
import dev.agentkeys.observability.KeyMetrics;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.validation.InvalidRequestException;
import dev.agentkeys.validation.ViolationKind;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Rotates and revokes keys. Each request is authorized for the key that it names. Then one statement makes the change,
 * so that one of two concurrent requests wins.
 */
@Singleton
class KeyLifeService {

    private static final String API_KEY = "api_key";

    private final KeyAccess access;
    private final KeyLifeRepository life;
    private final KeyRepository keys;
    private final KeyMaterial keyMaterial;
    private final KeyMetrics metrics;
    private final Actors actors;
    private final AuditLog audit;
    private final KeptAnswers answers;

    KeyLifeService(
            KeyAccess access,
            KeyLifeRepository life,
            KeyRepository keys,
            KeyMaterial keyMaterial,
            KeyMetrics metrics,
            Actors actors,
            AuditLog audit,
            KeptAnswers answers) {
        this.access = access;
        this.life = life;
        this.keys = keys;
        this.keyMaterial = keyMaterial;
        this.metrics = metrics;
        this.actors = actors;
        this.audit = audit;
        this.answers = answers;
    }

    /**
     * Gives the key of that id a new value.
     *
     * @throws ProblemException if this caller finds no such key, it has ended, or another request rotates it
     */
    Uni<RotateApiKeyResponse> rotate(
            String id, RotateApiKeyRequest request, Caller caller, Optional<RetriableRequest> retriable) {
        return access.permitted(caller, id, Operation.UPDATE).flatMap(key -> rotate(key, request, caller, retriable));
    }

    /** Does the same for the agent's key of that type and name. */
    Uni<RotateApiKeyResponse> rotate(
            AgentReference agent,
            KeyType type,
            String name,
            RotateApiKeyRequest request,
            Caller caller,
            Optional<RetriableRequest> retriable) {
        return access.permitted(caller, agent, type, name, Operation.UPDATE)
                .flatMap(key -> rotate(key, request, caller, retriable));
    }

    /**
     * Gives a key a generated value, at the request of the key's holder. A retry presents the old value, so it succeeds
     * only while the overlap lasts.
     *
     * @param found the key, as its holder has just presented it; its current value must have found it
     * @param overlap for how many seconds the old value stays good
     * @throws ProblemException if the holder may not rotate the key, it has ended, or another request rotates it
     */
    Uni<RotateApiKeyResponse> rotate(FoundKey found, long overlap, Optional<RetriableRequest> retriable) {
        return answers.answer(retriable, () -> rotateNow(found, overlap, retriable));
    }

    private Uni<RotateApiKeyResponse> rotateNow(FoundKey found, long overlap, Optional<RetriableRequest> retriable) {
        return keys.findById(found.id()).flatMap(read -> {
            var key = read.orElseThrow(() -> KeyAccess.unknown(found.id().toString()));
            if (found.outgoing() || !key.selfRotation()) {
                throw notByHolder();
            }
            var value = keyMaterial.generate(key.apiKeyType());
            var target = new Target(key.id(), Optional.of(found.agentId()), Optional.empty());
            return rotated(key, target, found.rotatedAt().orElse(null), overlap, true, value, holder(found), retriable);
        });
    }

    /**
     * Revokes the key of that id. A key that is already revoked keeps its reason.
     *
     * @throws ProblemException if this caller finds no such key
     */
    Uni<StoredKey> revoke(String id, RevokeApiKeyRequest request, Caller caller) {
        return access.permitted(caller, id, Operation.DELETE).flatMap(key -> revoke(key, request, caller));
    }

    /** Does the same for the agent's key of that type and name. */
    Uni<StoredKey> revoke(AgentReference agent, KeyType type, String name, RevokeApiKeyRequest request, Caller caller) {
        return access.permitted(caller, agent, type, name, Operation.DELETE)
                .flatMap(key -> revoke(key, request, caller));
    }

    /** Revokes a key at the request of its holder, who has just presented it. */
    Uni<StoredKey> revoke(FoundKey found, RevokeApiKeyRequest request) {
        return revoked(new Target(found.id(), Optional.of(found.agentId()), Optional.empty()), request, holder(found));
    }

    /** Looks for a kept answer first. A repeated request could be refused, because the key has changed since. */
    private Uni<RotateApiKeyResponse> rotate(
            StoredKey key, RotateApiKeyRequest request, Caller caller, Optional<RetriableRequest> retriable) {
        return answers.answer(
                retriable, () -> Uni.createFrom().deferred(() -> rotateNow(key, request, caller, retriable)));
    }

    private Uni<RotateApiKeyResponse> rotateNow(
            StoredKey key, RotateApiKeyRequest request, Caller caller, Optional<RetriableRequest> retriable) {
        requireRotatable(key);
        var chosen = request.apiKey() == null || request.apiKey().isEmpty() ? null : request.apiKey();
        if (chosen == null && key.apiKeyType() == KeyType.SLACK) {
            throw ProblemException.badRequest(
                    "'api_key' is required for a key of type 'slack': it is the Slack app's Signing Secret.");
        }
        var value = chosen == null ? keyMaterial.generate(key.apiKeyType()) : chosen;
        return (chosen == null ? Uni.createFrom().voidItem() : requireUsable(key, chosen))
                .flatMap(usable -> rotated(
                        key,
                        KeyAccess.target(key, caller),
                        key.rotatedAt(),
                        request.overlap(),
                        false,
                        value,
                        actor(caller),
                        retriable));
    }

    private Uni<RotateApiKeyResponse> rotated(
            StoredKey read,
            Target target,
            Instant rotatedAt,
            long overlap,
            boolean byHolder,
            Secret value,
            Actor actor,
            Optional<RetriableRequest> retriable) {
        var stored =
                NewKey.of(keyMaterial, read.id(), Optional.of(read.agentId()), read.apiKeyType(), read.name(), value);
        return answers.keeping(retriable, read.id().toString(), statements -> life.rotate(
                                statements, target, rotatedAt, overlap, byHolder, stored, actor)
                        .map(rotated -> RotateApiKeyResponse.of(rotated.orElseThrow(NotRotatedException::new), value)))
                .onFailure(NotRotatedException.class)
                .recoverWithUni(() -> notRotated(target, rotatedAt, byHolder))
                .invoke(key -> {
                    metrics.rotated(key.apiKeyType());
                    audit.rotatedKey(actor.name(), key.id(), key.apiKeyType().wireName(), key.agentId());
                });
    }

    /** Rolls back a transaction whose statement has rotated no key. */
    private static final class NotRotatedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        NotRotatedException() {
            super("The key is not as it was read", null, false, false);
        }
    }

    /** Finds out why no key was rotated: another request has rotated it, or it has ended. */
    private Uni<RotateApiKeyResponse> notRotated(Target target, Instant rotatedAt, boolean byHolder) {
        return life.find(target)
                .flatMap(found -> found.isPresent() ? Uni.createFrom().item(found) : revoked(target))
                .map(found -> {
                    var key = found.orElseThrow(
                            () -> KeyAccess.unknown(target.id().toString()));
                    requireRotatable(key);
                    if (!Objects.equals(key.rotatedAt(), rotatedAt)) {
                        throw ProblemException.conflict("The key is being rotated by another request.");
                    }
                    // A disabled key does not show that it has expired too.
                    throw byHolder ? notByHolder() : expired();
                });
    }

    private Uni<Optional<StoredKey>> revoked(Target target) {
        return keys.findById(target.id()).map(found -> found.filter(key -> key.status() == KeyStatus.REVOKED));
    }

    /** Fails if the key cannot have this value, or has it already. */
    private Uni<Void> requireUsable(StoredKey key, Secret chosen) {
        FitsType.Validator.faultOfValue(chosen.reveal(), key.apiKeyType()).ifPresent(fault -> {
            throw InvalidRequestException.ofField(API_KEY, fault);
        });
        return isValueOf(key, chosen)
                .invoke(same -> {
                    if (same) {
                        throw InvalidRequestException.ofField(
                                API_KEY, ViolationKind.value("must not be the value that the key has"));
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Boolean> isValueOf(StoredKey key, Secret chosen) {
        var type = key.apiKeyType();
        return type.presentable()
                ? life.hasFingerprint(key.id(), keyMaterial.fingerprints(type, chosen))
                : life.sealedValue(key.id()).map(stored -> stored.filter(
                                value -> keyMaterial.open(value).equals(chosen))
                        .isPresent());
    }

    private Uni<StoredKey> revoke(StoredKey key, RevokeApiKeyRequest request, Caller caller) {
        return key.status() == KeyStatus.REVOKED
                ? Uni.createFrom().item(key)
                : revoked(KeyAccess.target(key, caller), request, actor(caller));
    }

    /** If another request has revoked the key meanwhile, the answer shows the key as that request left it. */
    private Uni<StoredKey> revoked(Target target, RevokeApiKeyRequest request, Actor actor) {
        return life.revoke(
                        life.statementsFor(target.id()),
                        target,
                        request.reason(),
                        Optional.ofNullable(request.comment()),
                        actor)
                .invoke(revoked -> revoked.ifPresent(key -> {
                    metrics.revoked();
                    audit.revokedKey(
                            actor.name(),
                            key.id(),
                            key.apiKeyType().wireName(),
                            key.agentId(),
                            request.reason().wireName());
                }))
                .flatMap(revoked -> revoked.isPresent() ? Uni.createFrom().item(revoked) : keys.findById(target.id()))
                .map(found -> found.filter(key -> key.status() == KeyStatus.REVOKED)
                        .orElseThrow(() -> KeyAccess.unknown(target.id().toString())));
    }

    private static void requireRotatable(StoredKey key) {
        switch (key.status()) {
            case REVOKED -> throw ProblemException.conflict("The key is revoked.");
            case EXPIRED -> throw expired();
            case ACTIVE, DISABLED -> {}
        }
    }

    private static ProblemException expired() {
        return ProblemException.conflict("The key has expired.");
    }

    private static ProblemException notByHolder() {
        return ProblemException.forbidden("The holder of this key may not rotate it.");
    }

    private Actor actor(Caller caller) {
        return actors.of(caller, Role.KEYS_WRITE);
    }

    private Actor holder(FoundKey key) {
        return actors.ofHolder(key.id(), key.agentId());
    }
}
