package dev.agentkeys.apikey;

import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.agent.AgentAccess;
import dev.agentkeys.database.Ids;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.keystore.KeyLifeRepository.Target;
import dev.agentkeys.keystore.KeyRepository;
import dev.agentkeys.keystore.StoredKey;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Finds the key that a request names, if the caller may do the operation on it. */
@Singleton
public class KeyAccess {

    private final KeyRepository keys;
    private final AgentAccess agents;
    private final Authorizer access;

    KeyAccess(KeyRepository keys, AgentAccess agents, Authorizer access) {
        this.keys = keys;
        this.agents = agents;
        this.access = access;
    }

    /**
     * The key of that id, or what is left of it if it was revoked. A text that is not a UUID is the id of no key.
     *
     * @throws ProblemException if this caller finds no such key, or may not do the operation on it
     */
    public Uni<StoredKey> permitted(Caller caller, String id, Operation operation) {
        var parsed = Ids.parse(id).orElseThrow(() -> unknown(id));
        return keys.findById(parsed)
                .map(found -> found.orElseThrow(() -> unknown(id)))
                .call(key -> access.require(caller, reference(key), operation, () -> unknown(id)));
    }

    /**
     * The agent's key of that type and name.
     *
     * @throws ProblemException if this caller finds no such key, or may not do the operation on it
     */
    public Uni<StoredKey> permitted(
            Caller caller, AgentReference agent, KeyType type, String name, Operation operation) {
        return agents.permitted(caller, agent, Operation.READ)
                .flatMap(permitted -> keys.findByName(permitted, type, name))
                .map(found -> found.orElseThrow(KeyAccess::unknownName))
                .call(key -> access.require(caller, reference(key), operation, KeyAccess::unknownName));
    }

    /** The key, as statements find it. An agent may change only keys of the incarnation that its own key belongs to. */
    public static Target target(StoredKey key, Caller caller) {
        var agent = caller.asAgent();
        return new Target(key.id(), agent.map(Caller.Agent::id), agent.map(Caller.Agent::incarnation));
    }

    /** The key, as the auth provider names it. */
    static ResourceReference reference(StoredKey key) {
        return ResourceReference.apiKey(key.id(), key.agentId());
    }

    /** The problem that there is no key of that id. */
    public static ProblemException unknown(String id) {
        return ProblemException.notFound("Item with id '" + id + "' does not exist.");
    }

    /** The problem that the agent has no key of that type and name. */
    static ProblemException unknownName() {
        return ProblemException.notFound("Agent api_key not found.");
    }
}
