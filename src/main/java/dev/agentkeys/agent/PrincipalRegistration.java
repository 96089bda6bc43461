package dev.agentkeys.agent;

import com.fasterxml.uuid.NoArgGenerator;
import dev.agentkeys.access.AccessControl;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.Protected;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/**
 * Registers for callers whom the auth provider knows: it decides whether they may change the agent there is, or create
 * one, and learns of a new one before it exists.
 */
@Singleton
class PrincipalRegistration {

    private final RegistrationRepository registrations;
    private final AgentAccess agents;
    private final AccessControl access;
    private final KeyMaterial keyMaterial;
    private final NoArgGenerator ids;

    PrincipalRegistration(
            RegistrationRepository registrations,
            AgentAccess agents,
            AccessControl access,
            KeyMaterial keyMaterial,
            NoArgGenerator ids) {
        this.registrations = registrations;
        this.agents = agents;
        this.access = access;
        this.keyMaterial = keyMaterial;
        this.ids = ids;
    }

    /** Fails with {@link Overtaken} if the name was taken or given up meanwhile. */
    Uni<Registration> write(Optional<AgentReference.ById> reference, AgentProfile profile, Caller.Principal principal) {
        return reference.isPresent()
                ? update(reference.get(), profile, principal)
                : agents.lookUp(new AgentReference.ByName(profile.name())).flatMap(found -> {
                    var alive = found.filter(agent -> agent.status() != AgentStatus.DELETED);
                    return alive.isPresent()
                            ? update(alive.get(), profile, principal)
                            : access.require(
                                            principal,
                                            Protected.anyAgent(),
                                            Operation.CREATE,
                                            PrincipalRegistration::forbidden)
                                    .chain(() -> found.isPresent()
                                            ? revive(found.get().id(), profile, principal)
                                            : create(ids.generate(), profile, principal));
                });
    }

    /** The internal key of an agent that was there, {@code key} if it had none. */
    Uni<Optional<StoredInternalKey>> internalKey(Agent agent, NewInternalKey key, Caller.Principal principal) {
        var resource = Protected.apiKey(key.id());
        return registrations
                .internalKey(agent.id())
                .flatMap(existing -> existing.isPresent()
                        ? Uni.createFrom().item(existing)
                        : access.creating(
                                        principal,
                                        resource,
                                        Optional.of(Protected.agent(agent.id())),
                                        () -> registrations.internalKey(agent.id(), key))
                                .call(stored ->
                                        stored.filter(found -> found.id().equals(key.id()))
                                                        .isPresent()
                                                ? Uni.createFrom().voidItem()
                                                : access.deleted(principal, resource)));
    }

    private Uni<Registration> update(AgentReference.ById reference, AgentProfile profile, Caller.Principal principal) {
        return agents.permitted(principal, reference, Operation.UPDATE).flatMap(permitted -> {
            var id = reference.id().orElseThrow(reference::unknown);
            return registrations
                    .rename(id, profile.name(), RegistrationTerms.updating(id))
                    .chain(() -> store(profile, newKey(id, profile), RegistrationTerms.updating(id)));
        });
    }

    /** The name cannot be hidden from whoever wants to take it. */
    private Uni<Registration> update(Agent agent, AgentProfile profile, Caller.Principal principal) {
        return access.require(
                        principal, Protected.agent(agent.id()), Operation.UPDATE, PrincipalRegistration::forbidden)
                .chain(() -> store(profile, newKey(agent.id(), profile), RegistrationTerms.updating(agent.id())));
    }

    private Uni<Registration> create(UUID id, AgentProfile profile, Caller.Principal principal) {
        return access.creating(
                principal, Protected.agent(id), Optional.empty(), () -> createWithKey(id, profile, principal));
    }

    /** The id is an old one: if somebody else was faster, the auth provider must not forget it, for the agent lives. */
    private Uni<Registration> revive(UUID id, AgentProfile profile, Caller.Principal principal) {
        return access.creating(
                        principal, Protected.agent(id), Optional.empty(), () -> createWithKey(id, profile, principal)
                                .map(Optional::of)
                                .onFailure(Overtaken.class)
                                .recoverWithItem(Optional.empty()))
                .map(registration -> registration.orElseThrow(Overtaken::new));
    }

    private Uni<Registration> createWithKey(UUID id, AgentProfile profile, Caller.Principal principal) {
        var key = newKey(id, profile);
        var terms = RegistrationTerms.creating(id);
        return profile.status() == AgentStatus.READY
                ? access.creating(
                        principal,
                        Protected.apiKey(key.id()),
                        Optional.of(Protected.agent(id)),
                        () -> store(profile, key, terms))
                : store(profile, key, terms);
    }

    private Uni<Registration> store(AgentProfile profile, NewInternalKey key, RegistrationTerms terms) {
        return registrations
                .register(profile, terms.only().orElseThrow(), key, terms)
                .map(registration -> registration.orElseThrow(Overtaken::new));
    }

    private NewInternalKey newKey(UUID agentId, AgentProfile profile) {
        return NewInternalKey.make(keyMaterial, ids.generate(), agentId, profile.name());
    }

    private static ProblemException forbidden() {
        return ProblemException.forbidden("The caller may not register this agent.");
    }
}
