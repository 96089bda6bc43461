package dev.agentkeys.agent;

import com.fasterxml.uuid.NoArgGenerator;
import dev.agentkeys.database.Page;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.observability.KeyMetrics;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
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
    private final KeyMetrics metrics;

    AgentService(
            AgentRepository agents,
            RegistrationRepository registrations,
            KeyMaterial keyMaterial,
            NoArgGenerator ids,
            KeyMetrics metrics) {
        this.agents = agents;
        this.registrations = registrations;
        this.keyMaterial = keyMaterial;
        this.ids = ids;
        this.metrics = metrics;
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
        var profile = AgentProfile.of(request);
        return request.agentId() == null || request.agentId().isEmpty()
                ? register(profile, MAX_ATTEMPTS)
                : registerAs(new AgentReference.ById(request.agentId()), profile);
    }

    /** Creates the agent of that name before it runs, or adds what its build says to the one there is. */
    Uni<Agent> register(RegisterBuildRequest request) {
        var id = ids.generate();
        return registrations
                .register(AgentProfile.of(request), id, newKey(id, request.name()))
                .map(Registration::agent);
    }

    /** One page of the live agents. */
    Uni<List<Agent>> list(AgentOrder order, Page page) {
        return agents.list(order, page);
    }

    /**
     * Marks an agent deleted, which at once ends the life of all its keys.
     *
     * @return the agent's id
     * @throws ProblemException if there is no such agent, or it was deleted before
     */
    Uni<UUID> delete(AgentReference reference) {
        return deleted(reference).map(deletion -> {
            if (deletion.isEmpty()) {
                throw reference.unknown();
            }
            if (!deletion.get().done()) {
                throw reference.deleted();
            }
            return deletion.get().agentId();
        });
    }

    private Uni<Optional<AgentRepository.Deletion>> deleted(AgentReference reference) {
        if (reference instanceof AgentReference.ById byId) {
            return byId.id().map(agents::deleteById).orElseGet(() -> Uni.createFrom()
                    .item(Optional.empty()));
        }
        return agents.deleteByName(reference.text());
    }

    private Uni<RegisterAgentResponse> registerAs(AgentReference.ById reference, AgentProfile profile) {
        var id = reference.id().orElseThrow(reference::unknown);
        return registrations.rename(id, profile.name()).flatMap(found -> {
            if (!found) {
                throw reference.unknown();
            }
            return register(profile, MAX_ATTEMPTS);
        });
    }

    private Uni<RegisterAgentResponse> register(AgentProfile profile, int attempts) {
        var id = ids.generate();
        return registrations
                .register(profile, id, newKey(id, profile.name()))
                .flatMap(registration -> withInternalKey(registration, profile, attempts));
    }

    private Uni<RegisterAgentResponse> withInternalKey(Registration registration, AgentProfile profile, int attempts) {
        var agent = registration.agent();
        if (registration.internalKey().isPresent()) {
            metrics.created(KeyType.INTERNAL);
            return Uni.createFrom()
                    .item(response(agent, registration.internalKey().get()));
        }
        var candidate = newKey(agent.id(), agent.name());
        return registrations
                .internalKey(agent.id(), candidate)
                .invoke(key -> countIfIssued(key, candidate))
                .flatMap(key -> key.isPresent()
                        ? Uni.createFrom().item(response(agent, key.get()))
                        : afterDeletion(profile, attempts));
    }

    private void countIfIssued(Optional<StoredInternalKey> key, NewInternalKey candidate) {
        if (key.isPresent() && key.get().id().equals(candidate.id())) {
            metrics.created(KeyType.INTERNAL);
        }
    }

    /** Somebody deleted the agent between the two statements: what this registration asks for is that it lives. */
    private Uni<RegisterAgentResponse> afterDeletion(AgentProfile profile, int attempts) {
        if (attempts == 1) {
            throw ProblemException.conflict("Agent " + profile.name() + " is being deleted.");
        }
        return register(profile, attempts - 1);
    }

    private RegisterAgentResponse response(Agent agent, StoredInternalKey key) {
        var binding = new Binding(key.id(), agent.id(), KeyType.INTERNAL);
        return new RegisterAgentResponse(agent, keyMaterial.open(key.sealed(), binding));
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
