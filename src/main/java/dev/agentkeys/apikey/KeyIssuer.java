package dev.agentkeys.apikey;

import com.fasterxml.uuid.NoArgGenerator;
import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.agent.AgentAccess;
import dev.agentkeys.agent.AgentReference;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.observability.KeyMetrics;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Issues keys, whatever asks for them: the caller's own value or a generated one, stored as its type demands. */
@Singleton
class KeyIssuer {

    private final ApiKeyRepository keys;
    private final KeyMaterial keyMaterial;
    private final NoArgGenerator ids;
    private final AgentAccess agents;
    private final Authorizer access;
    private final KeyMetrics metrics;

    KeyIssuer(
            ApiKeyRepository keys,
            KeyMaterial keyMaterial,
            NoArgGenerator ids,
            AgentAccess agents,
            Authorizer access,
            KeyMetrics metrics) {
        this.keys = keys;
        this.agents = agents;
        this.access = access;
        this.keyMaterial = keyMaterial;
        this.ids = ids;
        this.metrics = metrics;
    }

    /**
     * Issues a key of that type and name. An absent or empty value asks for a generated one.
     *
     * @throws ProblemException if there is no such agent for this caller, or it has a key of that type and name
     */
    Uni<CreateApiKeyResponse> issue(Caller caller, AgentReference agent, KeyType type, String name, Secret supplied) {
        var value = supplied == null || supplied.isEmpty() ? keyMaterial.generate(type) : supplied;
        var id = ids.generate();
        return agents.permitted(caller, agent, Operation.UPDATE)
                .flatMap(permitted -> access.creating(
                        caller,
                        ResourceReference.apiKey(id),
                        parent(permitted),
                        () -> issue(permitted, id, type, name, value)));
    }

    /** A caller whom the auth provider knows reaches agents by id; for others nobody asks. */
    private static Optional<ResourceReference> parent(AgentReference agent) {
        return agent instanceof AgentReference.ById byId ? byId.id().map(ResourceReference::agent) : Optional.empty();
    }

    private Uni<CreateApiKeyResponse> issue(AgentReference agent, UUID id, KeyType type, String name, Secret value) {
        return store(agent, id, type, name, value).map(creation -> {
            var createdAt = creation.createdAt()
                    .orElseThrow(() -> ProblemException.conflict("%s agent API key '%s' already exists for agent ID %s."
                            .formatted(type.wireName(), name, creation.agentId())));
            metrics.created(type);
            return new CreateApiKeyResponse(id, creation.agentId(), createdAt, name, type, value);
        });
    }

    private Uni<Creation> store(AgentReference agent, UUID id, KeyType type, String name, Secret value) {
        if (!type.recoverable()) {
            return create(agent, stored(id, type, name, value, Optional.empty()));
        }
        if (agent instanceof AgentReference.ByName byName) {
            // What is sealed is bound to the agent's id, which only the database knows.
            return keys.agentId(byName)
                    .map(lookup -> lookup.orProblem(agent))
                    .flatMap(agentId -> createSealed(agent, agentId, id, type, name, value));
        }
        var agentId = ((AgentReference.ById) agent).id().orElseThrow(agent::unknown);
        return createSealed(agent, agentId, id, type, name, value);
    }

    private Uni<Creation> createSealed(
            AgentReference agent, UUID agentId, UUID id, KeyType type, String name, Secret value) {
        var sealed = keyMaterial.seal(value, new Binding(id, agentId, type));
        var byId = agent instanceof AgentReference.ById ? agent : new AgentReference.ById(agentId.toString());
        return keys.create(byId, stored(id, type, name, value, Optional.of(sealed)))
                .map(lookup -> lookup.orProblem(agent));
    }

    private Uni<Creation> create(AgentReference agent, NewApiKey key) {
        return keys.create(agent, key).map(lookup -> lookup.orProblem(agent));
    }

    private NewApiKey stored(UUID id, KeyType type, String name, Secret value, Optional<Sealed> sealed) {
        return new NewApiKey(
                id,
                type,
                name,
                GeneratedKey.hint(value),
                type.presentable() ? Optional.of(keyMaterial.fingerprint(type, value)) : Optional.empty(),
                sealed);
    }
}
