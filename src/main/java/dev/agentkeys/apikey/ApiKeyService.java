package dev.agentkeys.apikey;

import com.fasterxml.uuid.NoArgGenerator;
import dev.agentkeys.agent.AgentReference;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** The rules of keys: how one comes to be. */
@Singleton
class ApiKeyService {

    private final ApiKeyRepository keys;
    private final KeyMaterial keyMaterial;
    private final NoArgGenerator ids;

    ApiKeyService(ApiKeyRepository keys, KeyMaterial keyMaterial, NoArgGenerator ids) {
        this.keys = keys;
        this.keyMaterial = keyMaterial;
        this.ids = ids;
    }

    /**
     * Issues a key, the caller's own value or a generated one.
     *
     * @throws ProblemException if the agent is not named exactly once, does not exist, or has a key of that name
     */
    Uni<CreateApiKeyResponse> create(CreateApiKeyRequest request) {
        var agent = AgentReference.of(request.agentId(), request.agentName(), "create an agent api_key");
        var type = request.apiKeyType();
        var value =
                request.apiKey() == null || request.apiKey().isEmpty() ? keyMaterial.generate(type) : request.apiKey();
        var id = ids.generate();
        return store(agent, id, type, request.name(), value).map(creation -> {
            var done = doneOrProblem(creation, agent, type, request.name());
            return new CreateApiKeyResponse(id, done.agentId(), done.createdAt(), request.name(), type, value);
        });
    }

    private Uni<Creation> store(AgentReference agent, UUID id, KeyType type, String name, Secret value) {
        if (agent instanceof AgentReference.ById byId) {
            return byId.id()
                    .map(agentId -> storeFor(agentId, id, type, name, value))
                    .orElseGet(() -> Uni.createFrom().item(new Creation.AgentUnknown()));
        }
        var byName = (AgentReference.ByName) agent;
        if (!type.recoverable()) {
            return keys.createByAgentName(byName.text(), stored(id, type, name, value, Optional.empty()));
        }
        // What is sealed is bound to the agent's id, which only the database knows.
        return keys.agentId(byName).flatMap(found -> found.map(agentId -> storeFor(agentId, id, type, name, value))
                .orElseGet(() -> Uni.createFrom().item(new Creation.AgentUnknown())));
    }

    private Uni<Creation> storeFor(UUID agentId, UUID id, KeyType type, String name, Secret value) {
        var sealed = type.recoverable()
                ? Optional.of(keyMaterial.seal(value, new Binding(id, agentId, type)))
                : Optional.<Sealed>empty();
        return keys.createByAgentId(agentId, stored(id, type, name, value, sealed));
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

    private static Creation.Done doneOrProblem(Creation creation, AgentReference agent, KeyType type, String name) {
        if (creation instanceof Creation.Done done) {
            return done;
        }
        if (creation instanceof Creation.NameTaken taken) {
            throw ProblemException.conflict("%s agent API key '%s' already exists for agent ID %s."
                    .formatted(type.wireName(), name, taken.agentId()));
        }
        throw creation instanceof Creation.AgentDeleted ? agent.deleted() : agent.unknown();
    }
}
