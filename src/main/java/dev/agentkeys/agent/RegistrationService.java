package dev.agentkeys.agent;

import com.fasterxml.uuid.NoArgGenerator;
import dev.agentkeys.access.AccessControl;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.Protected;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.observability.KeyMetrics;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** What registering an agent means, and who may do it. */
@Singleton
class RegistrationService {

    private static final int MAX_ATTEMPTS = 5;

    private final RegistrationRepository registrations;
    private final PrincipalRegistration ofPrincipals;
    private final AccessControl access;
    private final KeyMaterial keyMaterial;
    private final NoArgGenerator ids;
    private final KeyMetrics metrics;

    RegistrationService(
            RegistrationRepository registrations,
            PrincipalRegistration ofPrincipals,
            AccessControl access,
            KeyMaterial keyMaterial,
            NoArgGenerator ids,
            KeyMetrics metrics) {
        this.registrations = registrations;
        this.ofPrincipals = ofPrincipals;
        this.access = access;
        this.keyMaterial = keyMaterial;
        this.ids = ids;
        this.metrics = metrics;
    }

    /**
     * Creates the agent of that name or updates it, and reads its one internal key. A deleted agent comes back to life
     * with a new one. Whoever has not proved who it is gets a key only for an agent that begins with this registration,
     * and learns nothing that others said of it.
     *
     * @throws ProblemException if the request names an id that no agent has, or a name that another one has, or if the
     *     caller may not change that agent
     */
    Uni<RegisterAgentResponse> register(RegisterAgentRequest request, Caller caller) {
        return register(Optional.ofNullable(request.agentId()), AgentProfile.of(request), caller, MAX_ATTEMPTS);
    }

    /** Creates the agent of that name before it runs, or adds what its build says to the one there is. */
    Uni<Agent> register(RegisterBuildRequest request, Caller caller) {
        return written(Optional.empty(), AgentProfile.of(request), caller, MAX_ATTEMPTS)
                .map(Registration::agent);
    }

    private Uni<RegisterAgentResponse> register(
            Optional<String> agentId, AgentProfile profile, Caller caller, int attempts) {
        return written(agentId, profile, caller, attempts)
                .flatMap(registration -> withInternalKey(registration, caller))
                .onFailure(Overtaken.class)
                .recoverWithUni(() -> register(agentId, profile, caller, attemptsAfter(attempts, profile)));
    }

    private Uni<Registration> written(Optional<String> agentId, AgentProfile profile, Caller caller, int attempts) {
        return write(agentId.filter(id -> !id.isEmpty()).map(AgentReference.ById::new), profile, caller)
                .onFailure(Overtaken.class)
                .recoverWithUni(() -> written(agentId, profile, caller, attemptsAfter(attempts, profile)));
    }

    private Uni<Registration> write(Optional<AgentReference.ById> reference, AgentProfile profile, Caller caller) {
        if (caller instanceof Caller.Principal principal) {
            return ofPrincipals.write(reference, profile, principal);
        }
        if (caller instanceof Caller.Agent agent) {
            requireItself(reference, profile, agent);
            return write(reference, profile, RegistrationTerms.updating(agent.id()), Overtaken::new);
        }
        if (caller instanceof Caller.Unidentified) {
            return write(reference, profile, RegistrationTerms.UNPROVEN, () -> unproven(profile, caller));
        }
        return write(reference, profile, RegistrationTerms.ANY, Overtaken::new);
    }

    private Uni<Registration> write(
            Optional<AgentReference.ById> reference,
            AgentProfile profile,
            RegistrationTerms terms,
            Supplier<RuntimeException> refusal) {
        var id = terms.only().orElseGet(ids::generate);
        return renamed(reference, profile, terms)
                .chain(() -> registrations.register(profile, id, newKey(id, profile.name()), terms))
                .map(registration -> registration.orElseThrow(refusal));
    }

    /** A registration with an id says what the agent of that id is called from now on. */
    private Uni<Void> renamed(Optional<AgentReference.ById> reference, AgentProfile profile, RegistrationTerms terms) {
        if (reference.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var id = reference.get().id().orElseThrow(reference.get()::unknown);
        return registrations
                .rename(id, profile.name(), terms)
                .invoke(found -> {
                    if (!found) {
                        throw reference.get().unknown();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<RegisterAgentResponse> withInternalKey(Registration registration, Caller caller) {
        var agent = registration.agent();
        if (registration.internalKey().isPresent()) {
            metrics.created(KeyType.INTERNAL);
            return Uni.createFrom()
                    .item(response(agent, registration.internalKey().get()));
        }
        boolean unidentified = caller instanceof Caller.Unidentified;
        if (unidentified && !registration.begins()) {
            return Uni.createFrom().item(new RegisterAgentResponse(agent.withoutMetadata(), null));
        }
        var newKey = newKey(agent.id(), agent.name());
        var written = caller instanceof Caller.Principal principal
                ? ofPrincipals.internalKey(agent, newKey, principal)
                : registrations.internalKey(agent.id(), newKey);
        return written.map(stored -> {
            var key = stored.orElseThrow(Overtaken::new);
            boolean issuedNow = key.id().equals(newKey.id());
            if (issuedNow) {
                metrics.created(KeyType.INTERNAL);
            }
            if (!unidentified) {
                return response(agent, key);
            }
            return issuedNow
                    ? response(agent.withoutMetadata(), key)
                    : new RegisterAgentResponse(agent.withoutMetadata(), null);
        });
    }

    private void requireItself(Optional<AgentReference.ById> reference, AgentProfile profile, Caller.Agent agent) {
        boolean meansItself = reference.isPresent()
                ? reference.get().id().filter(agent.id()::equals).isPresent()
                : profile.name().equals(agent.name());
        if (!meansItself) {
            throw outOfReach(agent, ProblemException.forbidden("The key in X-Agent-API-Key is another agent's."));
        }
    }

    private ProblemException unproven(AgentProfile profile, Caller caller) {
        return outOfReach(
                caller,
                ProblemException.unauthenticated("Agent " + profile.name() + " is registered with another acp_url or"
                        + " acp_type. To change them, prove with X-Agent-API-Key to be that agent."));
    }

    private ProblemException outOfReach(Caller caller, ProblemException answer) {
        return access.outOfReach(caller, Operation.UPDATE, Protected.Type.AGENT, answer);
    }

    /** Somebody else was faster; what this registration asks for is that the agent lives as it says. */
    private static int attemptsAfter(int attempts, AgentProfile profile) {
        if (attempts == 1) {
            throw ProblemException.conflict("Agent " + profile.name() + " is being changed by others.");
        }
        return attempts - 1;
    }

    private RegisterAgentResponse response(Agent agent, StoredInternalKey key) {
        var binding = new Binding(key.id(), agent.id(), KeyType.INTERNAL);
        return new RegisterAgentResponse(agent, keyMaterial.open(key.sealed(), binding));
    }

    private NewInternalKey newKey(UUID agentId, String agentName) {
        return NewInternalKey.make(keyMaterial, ids.generate(), agentId, agentName);
    }
}
