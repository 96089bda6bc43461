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
import dev.agentkeys.agent.registration.RegistrationTerms.Retry;
import dev.agentkeys.agent.registration.RegistrationTransaction.ConcurrentRegistrationException;
import dev.agentkeys.idempotency.KeptAnswers;
import dev.agentkeys.idempotency.RetriableRequest;
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
import java.util.function.Supplier;

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
    private final KeptAnswers answers;

    RegistrationService(
            RegistrationTransaction registrations,
            AuthProviderRegistration ofPrincipals,
            Authorizer access,
            KeyMaterial keyMaterial,
            KeyLifetimes lifetimes,
            NoArgGenerator ids,
            KeyMetrics metrics,
            Actors actors,
            AuditLog audit,
            KeptAnswers answers) {
        this.registrations = registrations;
        this.ofPrincipals = ofPrincipals;
        this.access = access;
        this.keyMaterial = keyMaterial;
        this.lifetimes = lifetimes;
        this.ids = ids;
        this.metrics = metrics;
        this.actors = actors;
        this.audit = audit;
        this.answers = answers;
    }

    /**
     * Creates or updates the agent of that name, and reads its one internal key. A deleted agent lives again, with a new
     * key. A caller without a credential may only register an agent that does not run yet: it cannot change a running
     * agent, and does not see the metadata that other callers registered.
     *
     * @throws ProblemException if no agent has the id in the request, another agent has the name, or the caller may not
     *     change the agent
     */
    Uni<RegisterAgentResponse> register(
            RegisterAgentRequest request, Caller caller, Optional<RetriableRequest> retriable) {
        var profile = AgentProfile.of(request);
        var retry = new Retry(retriable, registration -> response(registration, caller));
        return access.attempt(caller, () -> {
                    var reference = reference(request);
                    return answer(
                            reference, profile, caller, retry, () -> registered(reference, profile, caller, retry));
                })
                .invoke(registration -> record(registration, caller))
                .map(registration -> response(registration, caller));
    }

    /** Creates the agent of that name before it runs, or adds the fields of its build to the existing agent. */
    Uni<Agent> register(RegisterBuildRequest request, Caller caller, Optional<RetriableRequest> retriable) {
        var profile = AgentProfile.of(request);
        var retry = new Retry(retriable, Registration::agent);
        return answer(
                        Optional.empty(),
                        profile,
                        caller,
                        retry,
                        () -> written(Optional.empty(), profile, caller, retry, MAX_ATTEMPTS))
                .map(Registration::agent);
    }

    /**
     * Answers a repeated request with the kept answer. Only a principal may have lost its permission since the first
     * request, so only for a principal is the permission checked again.
     */
    private Uni<Registration> answer(
            Optional<AgentReference> reference,
            AgentProfile profile,
            Caller caller,
            Retry retry,
            Supplier<Uni<Registration>> registration) {
        if (retry.request().isEmpty()) {
            return registration.get();
        }
        return caller.<Uni<Void>>match(
                        withRoles -> Uni.createFrom().voidItem(),
                        agent -> Uni.createFrom().voidItem(),
                        principal -> ofPrincipals.requirePermission(reference, profile, principal),
                        unidentified -> Uni.createFrom().voidItem())
                .chain(() -> answers.answer(retry.request(), registration));
    }

    private static Optional<AgentReference> reference(RegisterAgentRequest request) {
        return Optional.ofNullable(request.agentId())
                .filter(id -> !id.isEmpty())
                .map(AgentReference::byId);
    }

    /**
     * Metadata that other callers registered must not prevent the start of an agent. If the agent's own metadata does
     * not fit beside it, the agent's own metadata replaces it.
     */
    private Uni<Registration> registered(
            Optional<AgentReference> reference, AgentProfile profile, Caller caller, Retry retry) {
        boolean speaksForItself =
                caller.match(withRoles -> false, agent -> true, principal -> false, unidentified -> true);
        var merged = written(reference, profile, caller, retry, MAX_ATTEMPTS);
        return speaksForItself
                ? merged.onFailure(InvalidRequestException.class)
                        .recoverWithUni(
                                () -> written(reference, profile.replacingMetadata(), caller, retry, MAX_ATTEMPTS))
                : merged;
    }

    /** Begins again if another request changes the agent at the same moment. */
    private Uni<Registration> written(
            Optional<AgentReference> reference, AgentProfile profile, Caller caller, Retry retry, int attempts) {
        return write(reference, profile, caller, retry)
                .onFailure(ConcurrentRegistrationException.class)
                .recoverWithUni(() -> {
                    if (attempts == 1) {
                        throw ProblemException.changing(
                                "Agent " + profile.name() + " is being changed by other requests.");
                    }
                    return written(reference, profile, caller, retry, attempts - 1);
                });
    }

    private Uni<Registration> write(
            Optional<AgentReference> reference, AgentProfile profile, Caller caller, Retry retry) {
        return caller.match(
                withRoles -> write(reference, profile, terms(profile, found -> {}, withRoles, retry)),
                agent -> {
                    requireItself(reference, profile, agent);
                    return write(reference, profile, terms(profile, found -> requireAlive(found, agent), agent, retry));
                },
                principal -> ofPrincipals.write(reference, profile, principal, retry),
                unidentified -> write(reference, profile, withoutCredential(reference, profile, unidentified, retry)));
    }

    private Uni<Registration> write(Optional<AgentReference> reference, AgentProfile profile, RegistrationTerms terms) {
        if (reference.isEmpty()) {
            return registrations.write(profile, terms);
        }
        return registrations.write(reference.get().id().orElseThrow(), profile, terms, reference.get()::unknown);
    }

    private RegistrationTerms terms(
            AgentProfile profile, Consumer<StoredAgent> requirement, Caller caller, Retry retry) {
        return new RegistrationTerms(
                ids.generate(),
                requirement,
                agentId -> Optional.of(newKey(agentId, profile.name())),
                actors.of(caller, Role.AGENTS_WRITE),
                retry);
    }

    /** Refuses if the agent runs or has an internal key: such an agent can send its key as a credential. */
    private RegistrationTerms withoutCredential(
            Optional<AgentReference> reference, AgentProfile profile, Caller caller, Retry retry) {
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
                caller,
                retry);
        return new RegistrationTerms(
                any.newAgentId(),
                any.requirement(),
                any.key(),
                registration -> {
                    if (!registration.issuesKey()) {
                        throw outOfReach(caller, credentialNeeded(profile));
                    }
                },
                any.actor(),
                retry);
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

    private void record(Registration registration, Caller caller) {
        if (registration.issuesKey()) {
            metrics.created(KeyType.INTERNAL);
        }
        if (registration.renewsKey()) {
            var key = registration.internalKey().orElseThrow().binding();
            metrics.rotated(KeyType.INTERNAL);
            audit.rotatedKey(caller.who(), key.keyId(), KeyType.INTERNAL.wireName(), key.agentId());
        }
    }

    private RegisterAgentResponse response(Registration registration, Caller caller) {
        var agent = registration.agent();
        var key = registration.internalKey().orElseThrow();
        return new RegisterAgentResponse(
                caller.match(
                        withRoles -> agent, self -> agent, principal -> agent, unidentified -> agent.withoutMetadata()),
                keyMaterial.open(key));
    }

    private NewKey newKey(UUID agentId, String agentName) {
        return NewKey.internal(keyMaterial, lifetimes, ids.generate(), agentId, agentName);
    }
}
