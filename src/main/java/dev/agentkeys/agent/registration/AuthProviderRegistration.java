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
 * existing agent or create one, and it learns of a new agent and a new key before they exist. No transaction waits for the
 * provider: it decides on a state that was read before, and the transaction requires that this state still holds.
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

    /** Fails with {@link ConcurrentRegistrationException} if the state has changed since the auth provider decided. */
    Uni<Registration> write(Optional<AgentReference> reference, AgentProfile profile, Caller.Principal principal) {
        return reference.isPresent()
                ? update(reference.get(), profile, principal)
                : agents.find(AgentReference.byName(profile.name())).flatMap(found -> {
                    var alive = found.filter(agent -> agent.status() != AgentStatus.DELETED);
                    return alive.isPresent()
                            ? update(alive.get(), profile, principal)
                            : access.require(
                                            principal,
                                            ResourceReference.anyAgent(),
                                            Operation.CREATE,
                                            AuthProviderRegistration::forbidden)
                                    .chain(() -> found.isPresent()
                                            ? revive(found.get().id(), profile, principal)
                                            : create(ids.generate(), profile, principal));
                });
    }

    private Uni<Registration> update(AgentReference reference, AgentProfile profile, Caller.Principal principal) {
        return agentAccess.permitted(principal, reference, Operation.UPDATE).flatMap(permitted -> {
            var id = reference.id().orElseThrow();
            return updated(id, profile, principal, terms -> registrations
                    .write(id, profile, terms)
                    .map(registration -> registration.orElseThrow(ConcurrentRegistrationException::new)));
        });
    }

    /** Answers forbidden, not unknown: a caller who wants to take the name learns that it is taken anyway. */
    private Uni<Registration> update(Agent agent, AgentProfile profile, Caller.Principal principal) {
        return access.require(
                        principal,
                        ResourceReference.agent(agent.id()),
                        Operation.UPDATE,
                        AuthProviderRegistration::forbidden)
                .chain(() -> updated(agent.id(), profile, principal, terms -> registrations.write(profile, terms)));
    }

    private Uni<Registration> updated(
            UUID id,
            AgentProfile profile,
            Caller.Principal principal,
            Function<RegistrationTerms, Uni<Registration>> writing) {
        Consumer<StoredAgent> alive = found -> require(found.id().equals(id) && found.lives());
        var actor = actors.of(principal, Role.AGENTS_WRITE);
        var withoutNewKey = new RegistrationTerms(id, alive, agentId -> Optional.empty(), actor);
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
                            () -> writing.apply(new RegistrationTerms(id, alive, agentId -> Optional.of(key), actor)))
                    .call(registration -> registration.issuesKey()
                            ? Uni.createFrom().voidItem()
                            : access.deleted(principal, resource));
        });
    }

    private Uni<Registration> create(UUID id, AgentProfile profile, Caller.Principal principal) {
        return access.creating(
                principal, ResourceReference.agent(id), Optional.empty(), () -> createWithKey(id, profile, principal));
    }

    /** The id is not new: if another request revives the agent first, the provider must keep the id, because the agent lives. */
    private Uni<Registration> revive(UUID id, AgentProfile profile, Caller.Principal principal) {
        return access.creating(principal, ResourceReference.agent(id), Optional.empty(), () -> createWithKey(
                                id, profile, principal)
                        .map(Optional::of)
                        .onFailure(ConcurrentRegistrationException.class)
                        .recoverWithItem(Optional.empty()))
                .map(registration -> registration.orElseThrow(ConcurrentRegistrationException::new));
    }

    private Uni<Registration> createWithKey(UUID id, AgentProfile profile, Caller.Principal principal) {
        var key = newKey(id, profile);
        var terms = new RegistrationTerms(
                id,
                found -> require(found.id().equals(id) && !found.lives()),
                agentId -> Optional.of(key),
                actors.of(principal, Role.AGENTS_WRITE));
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
