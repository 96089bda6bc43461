package dev.agentkeys.agent.registration;

import com.fasterxml.uuid.NoArgGenerator;
import dev.agentkeys.access.Actors;
import dev.agentkeys.access.AuditLog;
import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.access.Role;
import dev.agentkeys.agent.Agent;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.keystore.KeyLifetimes;
import dev.agentkeys.keystore.NewKey;
import dev.agentkeys.observability.KeyMetrics;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.validation.InvalidRequestException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Registers agents, and decides who may register which. */
@Singleton
class RegistrationService {

    private static final int MAX_ATTEMPTS = 5;

    private final RegistrationTransaction registrations;
    private final AuthProviderRegistration ofPrincipals;
    private final Authorizer access;
    private final KeyMaterial keyMaterial;
    private final KeyLifetimes lifetimes;
    private final NoArgGenerator ids;
    private final KeyMetrics metrics;
    private final Actors actors;
    private final AuditLog audit;

    RegistrationService(
            RegistrationTransaction registrations,
            AuthProviderRegistration ofPrincipals,
            Authorizer access,
            KeyMaterial keyMaterial,
            KeyLifetimes lifetimes,
            NoArgGenerator ids,
            KeyMetrics metrics,
            Actors actors,
            AuditLog audit) {
        this.registrations = registrations;
        this.ofPrincipals = ofPrincipals;
        this.access = access;
        this.keyMaterial = keyMaterial;
        this.lifetimes = lifetimes;
        this.ids = ids;
        this.metrics = metrics;
        this.actors = actors;
        this.audit = audit;
    }

    /**
     * Creates or updates the agent of that name, and reads its one internal key. A deleted agent lives again, with a new
     * key. A caller without a credential may only register an agent that does not run yet: it cannot change a running
     * agent, and does not see the metadata that other callers registered.
     *
     * @throws ProblemException if no agent has the id in the request, another agent has the name, or the caller may not
     *     change the agent
     */
    Uni<RegisterAgentResponse> register(RegisterAgentRequest request, Caller caller) {
        var profile = AgentProfile.of(request);
        return access.attempt(caller, () -> registered(reference(request), profile, caller))
                .map(registration -> response(registration, caller));
    }

    /** Creates the agent of that name before it runs, or adds the fields of its build to the existing agent. */
    Uni<Agent> register(RegisterBuildRequest request, Caller caller) {
        return written(Optional.empty(), AgentProfile.of(request), caller, MAX_ATTEMPTS)
                .map(Registration::agent);
    }

    private static Optional<AgentReference> reference(RegisterAgentRequest request) {
        return Optional.ofNullable(request.agentId())
                .filter(id -> !id.isEmpty())
                .map(AgentReference::byId);
    }

    /**
     * Metadata that other callers registered does not keep an agent from running: if the agent's own metadata does not
     * fit beside it, the agent's own replaces it.
     */
    private Uni<Registration> registered(Optional<AgentReference> reference, AgentProfile profile, Caller caller) {
        boolean speaksForItself =
                caller.match(withRoles -> false, agent -> true, principal -> false, unidentified -> true);
        var merged = written(reference, profile, caller, MAX_ATTEMPTS);
        return speaksForItself
                ? merged.onFailure(InvalidRequestException.class)
                        .recoverWithUni(() -> written(reference, profile.replacingMetadata(), caller, MAX_ATTEMPTS))
                : merged;
    }

    /** Begins again if another request changes the agent at the same moment. */
    private Uni<Registration> written(
            Optional<AgentReference> reference, AgentProfile profile, Caller caller, int attempts) {
        return write(reference, profile, caller)
                .onFailure(ConcurrentRegistrationException.class)
                .recoverWithUni(() -> {
                    if (attempts == 1) {
                        throw ProblemException.changing("Agent " + profile.name() + " is being changed by others.");
                    }
                    return written(reference, profile, caller, attempts - 1);
                });
    }

    private Uni<Registration> write(Optional<AgentReference> reference, AgentProfile profile, Caller caller) {
        return caller.match(
                withRoles -> write(reference, profile, terms(profile, found -> {}, withRoles)),
                agent -> {
                    requireItself(reference, profile, agent);
                    return write(reference, profile, terms(profile, found -> requireAlive(found, agent), agent));
                },
                principal -> ofPrincipals.write(reference, profile, principal),
                unidentified -> write(reference, profile, withoutCredential(reference, profile, unidentified)));
    }

    private Uni<Registration> write(Optional<AgentReference> reference, AgentProfile profile, RegistrationTerms terms) {
        if (reference.isEmpty()) {
            return registrations.write(profile, terms);
        }
        return registrations
                .write(reference.get().id().orElseThrow(), profile, terms)
                .map(registration -> registration.orElseThrow(reference.get()::unknown));
    }

    private RegistrationTerms terms(AgentProfile profile, Consumer<StoredAgent> requirement, Caller caller) {
        return new RegistrationTerms(
                ids.generate(),
                requirement,
                agentId -> Optional.of(newKey(agentId, profile.name())),
                actors.of(caller, Role.AGENTS_WRITE));
    }

    /** Refuses if the agent runs or has an internal key: such an agent can send its key as a credential. */
    private RegistrationTerms withoutCredential(
            Optional<AgentReference> reference, AgentProfile profile, Caller caller) {
        var any = terms(
                profile,
                found -> {
                    if (!found.agent().name().equals(profile.name())) {
                        throw outOfReach(caller, reference.orElseThrow().unknown());
                    }
                    if (found.runs()) {
                        throw outOfReach(caller, credentialNeeded(profile));
                    }
                },
                caller);
        return new RegistrationTerms(
                any.newAgentId(),
                any.requirement(),
                any.key(),
                registration -> {
                    if (!registration.issuesKey()) {
                        throw outOfReach(caller, credentialNeeded(profile));
                    }
                },
                any.actor());
    }

    private static ProblemException credentialNeeded(AgentProfile profile) {
        return ProblemException.unauthenticated(
                "Agent " + profile.name() + " is registered already. To register it again, send its internal key: as"
                        + " the password of the URL, as in AGENTEX_BASE_URL=http://" + profile.name()
                        + ":<key>@<host>, or in X-Agent-API-Key. A caller with the role agents:write may register it"
                        + " too.");
    }

    /** The key was valid when the request arrived; the agent may have been deleted or renamed since. */
    private void requireAlive(StoredAgent found, Caller.Agent agent) {
        boolean itself = found.id().equals(agent.id());
        if (!itself || !found.lives() || found.incarnation() != agent.incarnation()) {
            throw outOfReach(
                    agent, ProblemException.unauthenticated("The key in X-Agent-API-Key is no longer this agent's."));
        }
    }

    private void requireItself(Optional<AgentReference> reference, AgentProfile profile, Caller.Agent agent) {
        boolean meansItself = reference.isPresent()
                ? reference.get().id().filter(agent.id()::equals).isPresent()
                : profile.name().equals(agent.name());
        if (!meansItself) {
            throw outOfReach(agent, ProblemException.forbidden("The key in X-Agent-API-Key is another agent's."));
        }
    }

    private ProblemException outOfReach(Caller caller, ProblemException answer) {
        return access.outOfReach(caller, Operation.UPDATE, ResourceReference.Type.AGENT, answer);
    }

    private RegisterAgentResponse response(Registration registration, Caller caller) {
        if (registration.issuesKey()) {
            metrics.created(KeyType.INTERNAL);
        }
        var agent = registration.agent();
        var key = registration.internalKey().orElseThrow();
        if (registration.renewsKey()) {
            metrics.rotated(KeyType.INTERNAL);
            audit.rotatedKey(caller.who(), key.binding().keyId(), KeyType.INTERNAL.wireName(), agent.id());
        }
        return new RegisterAgentResponse(
                caller.match(
                        withRoles -> agent, self -> agent, principal -> agent, unidentified -> agent.withoutMetadata()),
                keyMaterial.open(key.sealed(), key.binding()));
    }

    private NewKey newKey(UUID agentId, String agentName) {
        return NewKey.internal(keyMaterial, lifetimes, ids.generate(), agentId, agentName);
    }
}
