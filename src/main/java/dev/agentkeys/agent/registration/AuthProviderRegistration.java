package dev.agentkeys.agent.registration;

import com.fasterxml.uuid.NoArgGenerator;
import dev.agentkeys.access.Actors;
import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.access.Role;
import dev.agentkeys.agent.Agent;
import dev.agentkeys.agent.AgentAccess;
import dev.agentkeys.agent.AgentRepository;
import dev.agentkeys.agent.AgentStatus;
import dev.agentkeys.agent.registration.RegistrationTerms.Retry;
import dev.agentkeys.agent.registration.RegistrationTransaction.ConcurrentRegistrationException;
import dev.agentkeys.idempotency.KeptAnswers.ClaimedException;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.keystore.InternalKeyRepository;
import dev.agentkeys.keystore.KeyLifetimes;
import dev.agentkeys.keystore.NewKey;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Registers agents for callers of the external auth provider. The provider decides whether the caller may change the
 * existing agent or create one, and it learns of a new agent and a new key before they exist. No transaction waits for
 * the provider. The provider decides about a state that the service has read before, and the transaction requires that
 * this state still holds.
 */
@Singleton
class AuthProviderRegistration {

    private final RegistrationTransaction registrations;
    private final InternalKeyRepository keys;
    private final AgentRepository agents;
    private final AgentAccess agentAccess;
    private final Authorizer access;
    private final KeyMaterial keyMaterial;
    private final KeyLifetimes lifetimes;
    private final NoArgGenerator ids;
    private final Actors actors;

    AuthProviderRegistration(
            RegistrationTransaction registrations,
            InternalKeyRepository keys,
            AgentRepository agents,
            AgentAccess agentAccess,
            Authorizer access,
            KeyMaterial keyMaterial,
            KeyLifetimes lifetimes,
            NoArgGenerator ids,
            Actors actors) {
        this.registrations = registrations;
        this.keys = keys;
        this.agents = agents;
        this.agentAccess = agentAccess;
        this.access = access;
        this.keyMaterial = keyMaterial;
        this.lifetimes = lifetimes;
        this.ids = ids;
        this.actors = actors;
    }

    /** Fails unless the auth provider lets the caller create the agent or, if the agent lives, change it. */
    Uni<Void> requirePermission(Optional<AgentReference> reference, AgentProfile profile, Caller.Principal principal) {
        return reference.isPresent()
                ? agentAccess
                        .permitted(principal, reference.get(), Operation.UPDATE)
                        .replaceWithVoid()
                : agents.find(AgentReference.byName(profile.name()))
                        .flatMap(found -> requirePermission(alive(found), principal));
    }

    /**
     * Writes the registration. Fails with {@link ConcurrentRegistrationException} if the state has changed since the
     * auth provider decided.
     */
    Uni<Registration> write(
            Optional<AgentReference> reference, AgentProfile profile, Caller.Principal principal, Retry retry) {
        return reference.isPresent()
                ? update(reference.get(), profile, principal, retry)
                : agents.find(AgentReference.byName(profile.name()))
                        .call(found -> requirePermission(alive(found), principal))
                        .flatMap(found -> {
                            if (alive(found).isPresent()) {
                                return updated(
                                        found.get().id(),
                                        profile,
                                        principal,
                                        retry,
                                        terms -> registrations.write(profile, terms));
                            }
                            return found.isPresent()
                                    ? revive(found.get().id(), profile, principal, retry)
                                    : create(ids.generate(), profile, principal, retry);
                        });
    }

    private Uni<Registration> update(
            AgentReference reference, AgentProfile profile, Caller.Principal principal, Retry retry) {
        var id = reference.id().orElseThrow();
        return agentAccess
                .permitted(principal, reference, Operation.UPDATE)
                .chain(() -> updated(
                        id,
                        profile,
                        principal,
                        retry,
                        terms -> registrations.write(id, profile, terms, ConcurrentRegistrationException::new)));
    }

    /**
     * Refuses with 403 and not with 404, because a caller who tries to take the name learns in any case that it is
     * taken.
     */
    private Uni<Void> requirePermission(Optional<Agent> alive, Caller.Principal principal) {
        return access.require(
                principal,
                alive.map(agent -> ResourceReference.agent(agent.id())).orElseGet(ResourceReference::anyAgent),
                alive.isPresent() ? Operation.UPDATE : Operation.CREATE,
                AuthProviderRegistration::forbidden);
    }

    private static Optional<Agent> alive(Optional<Agent> found) {
        return found.filter(agent -> agent.status() != AgentStatus.DELETED);
    }

    private Uni<Registration> updated(
            UUID id,
            AgentProfile profile,
            Caller.Principal principal,
            Retry retry,
            Function<RegistrationTerms, Uni<Registration>> writing) {
        Consumer<StoredAgent> alive = found -> require(found.id().equals(id) && found.lives());
        var actor = actors.of(principal, Role.AGENTS_WRITE);
        var withoutNewKey = new RegistrationTerms(id, alive, agentId -> Optional.empty(), actor, retry);
        if (profile.status() != AgentStatus.READY) {
            return writing.apply(withoutNewKey);
        }
        return keys.find(id).flatMap(existing -> {
            if (existing.isPresent()) {
                return writing.apply(withoutNewKey);
            }
            var key = newKey(id, profile);
            var resource = ResourceReference.apiKey(key.id());
            return access.creating(
                            principal,
                            resource,
                            Optional.of(ResourceReference.agent(id)),
                            () -> writing.apply(
                                    new RegistrationTerms(id, alive, agentId -> Optional.of(key), actor, retry)))
                    .call(registration -> registration.issuesKey()
                            ? Uni.createFrom().voidItem()
                            : access.deleted(principal, resource));
        });
    }

    private Uni<Registration> create(UUID id, AgentProfile profile, Caller.Principal principal, Retry retry) {
        return access.creating(
                principal,
                ResourceReference.agent(id),
                Optional.empty(),
                () -> createWithKey(id, profile, principal, retry));
    }

    /**
     * Registers a deleted agent again, under its old id. If another request does that first, the agent lives, so the
     * provider must keep the id.
     */
    private Uni<Registration> revive(UUID id, AgentProfile profile, Caller.Principal principal, Retry retry) {
        return access.creating(principal, ResourceReference.agent(id), Optional.empty(), () -> createWithKey(
                                id, profile, principal, retry)
                        .map(registration -> Uni.createFrom().item(registration))
                        .onFailure(AuthProviderRegistration::isOfAnotherRequest)
                        .recoverWithItem(failure -> Uni.createFrom().failure(failure)))
                .flatMap(registration -> registration);
    }

    private static boolean isOfAnotherRequest(Throwable failure) {
        return failure instanceof ConcurrentRegistrationException || failure instanceof ClaimedException;
    }

    private Uni<Registration> createWithKey(UUID id, AgentProfile profile, Caller.Principal principal, Retry retry) {
        var key = newKey(id, profile);
        var terms = new RegistrationTerms(
                id,
                found -> require(found.id().equals(id) && !found.lives()),
                agentId -> Optional.of(key),
                actors.of(principal, Role.AGENTS_WRITE),
                retry);
        return profile.status() == AgentStatus.READY
                ? access.creating(
                        principal,
                        ResourceReference.apiKey(key.id()),
                        Optional.of(ResourceReference.agent(id)),
                        () -> registrations.write(profile, terms))
                : registrations.write(profile, terms);
    }

    private static void require(boolean asItWas) {
        if (!asItWas) {
            throw new ConcurrentRegistrationException();
        }
    }

    private NewKey newKey(UUID agentId, AgentProfile profile) {
        return NewKey.internal(keyMaterial, lifetimes, ids.generate(), agentId, profile.name());
    }

    private static ProblemException forbidden() {
        return ProblemException.forbidden("The caller may not register this agent.");
    }
}
