package dev.agentkeys.agent;

import com.fasterxml.uuid.NoArgGenerator;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** The rules of agents: what registering means, and which agents there are for a caller. */
@Singleton
class AgentService {

    private static final int MAX_ATTEMPTS = 5;

    private final AgentRepository agents;
    private final RegistrationRepository registrations;
    private final KeyMaterial keyMaterial;
    private final NoArgGenerator ids;

    AgentService(
            AgentRepository agents, RegistrationRepository registrations, KeyMaterial keyMaterial, NoArgGenerator ids) {
        this.agents = agents;
        this.registrations = registrations;
        this.keyMaterial = keyMaterial;
        this.ids = ids;
    }

    /**
     * The live agent a request means.
     *
     * @throws ProblemException if there is none, or it was deleted
     */
    Uni<Agent> find(AgentReference reference) {
        return lookUp(reference).map(found -> {
            var agent = found.orElseThrow(reference::unknown);
            if (agent.status() == AgentStatus.DELETED) {
                throw reference.deleted();
            }
            return agent;
        });
    }

    /**
     * Creates the agent of that name or updates it, and reads its one internal key. A deleted agent comes back to life
     * with a new one.
     *
     * @throws ProblemException if the request names an id that no agent has, or a name that another one has
     */
    Uni<RegisterAgentResponse> register(RegisterAgentRequest request) {
        return request.agentId() == null || request.agentId().isEmpty()
                ? register(request, MAX_ATTEMPTS)
                : registerAs(new AgentReference.ById(request.agentId()), request);
    }

    private Uni<RegisterAgentResponse> registerAs(AgentReference.ById reference, RegisterAgentRequest request) {
        var id = reference.id().orElseThrow(reference::unknown);
        return registrations.rename(id, request.name()).flatMap(found -> {
            if (!found) {
                throw reference.unknown();
            }
            return register(request, MAX_ATTEMPTS);
        });
    }

    private Uni<RegisterAgentResponse> register(RegisterAgentRequest request, int attempts) {
        var id = ids.generate();
        return registrations
                .register(request, id, newKey(id, request.name()))
                .flatMap(registration -> withInternalKey(registration, request, attempts));
    }

    private Uni<RegisterAgentResponse> withInternalKey(
            Registration registration, RegisterAgentRequest request, int attempts) {
        var agent = registration.agent();
        if (registration.internalKey().isPresent()) {
            return Uni.createFrom()
                    .item(response(agent, registration.internalKey().get()));
        }
        return registrations
                .internalKey(agent.id(), newKey(agent.id(), agent.name()))
                .flatMap(key -> key.isPresent()
                        ? Uni.createFrom().item(response(agent, key.get()))
                        : afterDeletion(request, attempts));
    }

    /** Somebody deleted the agent between the two statements: what this request asks for is that it lives. */
    private Uni<RegisterAgentResponse> afterDeletion(RegisterAgentRequest request, int attempts) {
        if (attempts == 1) {
            throw ProblemException.conflict("Agent " + request.name() + " is being deleted.");
        }
        return register(request, attempts - 1);
    }

    private RegisterAgentResponse response(Agent agent, StoredInternalKey key) {
        var binding = new Binding(key.id(), agent.id(), KeyType.INTERNAL);
        return RegisterAgentResponse.of(agent, keyMaterial.open(key.sealed(), binding));
    }

    private NewInternalKey newKey(UUID agentId, String agentName) {
        return NewInternalKey.make(keyMaterial, ids.generate(), agentId, agentName);
    }

    private Uni<Optional<Agent>> lookUp(AgentReference reference) {
        if (reference instanceof AgentReference.ById byId) {
            return byId.id().map(agents::findById).orElseGet(() -> Uni.createFrom()
                    .item(Optional.empty()));
        }
        return agents.findByName(reference.text());
    }
}
