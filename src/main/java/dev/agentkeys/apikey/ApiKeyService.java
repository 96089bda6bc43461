package dev.agentkeys.apikey;

import dev.agentkeys.agent.AgentReference;
import dev.agentkeys.database.Ids;
import dev.agentkeys.database.Page;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.observability.KeyMetrics;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/** The rules of keys: how they come to be, who sees them, and how they end. */
@Singleton
class ApiKeyService {

    private final KeyIssuer issuer;
    private final ApiKeyRepository keys;
    private final KeyMetrics metrics;

    ApiKeyService(KeyIssuer issuer, ApiKeyRepository keys, KeyMetrics metrics) {
        this.issuer = issuer;
        this.keys = keys;
        this.metrics = metrics;
    }

    /**
     * Issues a key, the caller's own value or a generated one.
     *
     * @throws ProblemException if the agent is not named exactly once, does not exist, or has a key of that name
     */
    Uni<CreateApiKeyResponse> create(CreateApiKeyRequest request) {
        var agent = AgentReference.of(request.agentId(), request.agentName(), "create an agent api_key");
        return issuer.issue(agent, request.apiKeyType(), request.name(), request.apiKey());
    }

    /** One page of an agent's keys, the oldest first. */
    Uni<List<AgentApiKey>> list(AgentReference agent, Page page) {
        return keys.list(agent, page).map(lookup -> lookup.orProblem(agent));
    }

    /** The key of that id; a text that is no UUID is no key's. */
    Uni<AgentApiKey> find(String id) {
        return Ids.parse(id)
                .map(keys::findById)
                .orElseThrow(() -> unknown(id))
                .map(found -> found.orElseThrow(() -> unknown(id)));
    }

    /** The agent's key of that type and name. */
    Uni<AgentApiKey> find(AgentReference agent, KeyType type, String name) {
        return keys.findByName(agent, type, name)
                .map(lookup -> lookup.orProblem(agent).orElseThrow(ApiKeyService::unknownName));
    }

    /** Ends the key of that id, if there is one: from the moment this completes, nothing accepts it. */
    Uni<Confirmation> delete(String id) {
        return Ids.parse(id)
                .map(keys::deleteById)
                .orElseGet(() -> Uni.createFrom().item(false))
                .invoke(this::count)
                .replaceWith(new Confirmation("Agent API key with ID " + id + " deleted"));
    }

    /**
     * Ends the agent's key of that type and name.
     *
     * @throws ProblemException if there is none
     */
    Uni<Confirmation> delete(AgentReference agent, KeyType type, String name) {
        return keys.deleteByName(agent, type, name).map(lookup -> {
            boolean done = lookup.orProblem(agent);
            count(done);
            if (!done) {
                throw unknownName();
            }
            return new Confirmation("Agent api_key '" + name + "' deleted");
        });
    }

    private void count(boolean deleted) {
        if (deleted) {
            metrics.deleted();
        }
    }

    private static ProblemException unknown(String id) {
        return ProblemException.notFound("Item with id '" + id + "' does not exist.");
    }

    private static ProblemException unknownName() {
        return ProblemException.notFound("Agent api_key not found.");
    }
}
