package dev.agentkeys.apikey;

import dev.agentkeys.access.AuditLog;
import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.agent.AgentAccess;
import dev.agentkeys.database.Ids;
import dev.agentkeys.http.Page;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.keystore.KeyRepository;
import dev.agentkeys.keystore.StoredKey;
import dev.agentkeys.observability.KeyMetrics;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The rules of keys: how they come to be, who sees them, and how they end. */
@Singleton
class ApiKeyService {

    private final KeyIssuer issuer;
    private final KeyRepository keys;
    private final AgentAccess agents;
    private final Authorizer access;
    private final KeyMetrics metrics;
    private final AuditLog audit;

    ApiKeyService(
            KeyIssuer issuer,
            KeyRepository keys,
            AgentAccess agents,
            Authorizer access,
            KeyMetrics metrics,
            AuditLog audit) {
        this.issuer = issuer;
        this.keys = keys;
        this.agents = agents;
        this.access = access;
        this.metrics = metrics;
        this.audit = audit;
    }

    /**
     * Issues a key, the caller's own value or a generated one.
     *
     * @throws ProblemException if the agent is not named exactly once, does not exist for this caller, or has a key of
     *     that name
     */
    Uni<CreateApiKeyResponse> create(CreateApiKeyRequest request, Caller caller) {
        var agent = AgentReference.of(request.agentId(), request.agentName(), "create an agent api_key");
        return issuer.issue(caller, agent, request.apiKeyType(), request.name(), request.apiKey());
    }

    /** One page of those of an agent's keys that the caller may see, the oldest first. */
    Uni<List<StoredKey>> list(AgentReference agent, Page page, Caller caller) {
        return agents.permitted(caller, agent, Operation.READ)
                .flatMap(permitted -> access.visible(caller, ResourceReference.Type.API_KEY)
                        .flatMap(visible -> keys.list(permitted, page.limit(), page.offset(), visible.only())));
    }

    /** The key of that id; a text that is no UUID is no key's. */
    Uni<StoredKey> find(String id, Caller caller) {
        var parsed = Ids.parse(id).orElseThrow(() -> unknown(id));
        return keys.findById(parsed)
                .map(found -> found.orElseThrow(() -> unknown(id)))
                .invoke(key -> {
                    if (!reaches(caller, key)) {
                        throw outOfReach(caller, Operation.READ, id);
                    }
                })
                .call(key ->
                        access.require(caller, ResourceReference.apiKey(parsed), Operation.READ, () -> unknown(id)));
    }

    /** The agent's key of that type and name. */
    Uni<StoredKey> find(AgentReference agent, KeyType type, String name, Caller caller) {
        return named(agent, type, name, Operation.READ, caller);
    }

    /**
     * Ends the key of that id, if there is one: from the moment this completes, nothing accepts it. Who reaches some
     * keys only is told as much as of a key that is not there.
     */
    Uni<Confirmation> delete(String id, Caller caller) {
        var done = new Confirmation("Agent API key with ID " + id + " deleted");
        var parsed = Ids.parse(id);
        if (caller instanceof Caller.Agent agent) {
            return keys.deleteById(
                            parsed.orElseThrow(() -> unknown(id)),
                            Optional.of(agent.id()),
                            Optional.of(agent.incarnation()))
                    .invoke(deleted -> record(deleted, caller))
                    .map(deleted -> {
                        deleted.orElseThrow(() -> outOfReach(caller, Operation.DELETE, id));
                        return done;
                    });
        }
        return parsed.map(key -> access.require(
                                caller, ResourceReference.apiKey(key), Operation.DELETE, () -> unknown(id))
                        .chain(() -> keys.deleteById(key, Optional.empty(), Optional.empty()))
                        .invoke(deleted -> record(deleted, caller))
                        .chain(() -> access.deleted(caller, ResourceReference.apiKey(key))))
                .orElseGet(() -> Uni.createFrom().voidItem())
                .replaceWith(done);
    }

    /**
     * Ends the agent's key of that type and name.
     *
     * @throws ProblemException if there is none for this caller
     */
    Uni<Confirmation> delete(AgentReference agent, KeyType type, String name, Caller caller) {
        var deletion = caller instanceof Caller.Principal
                // By the id that was asked about: another key may get the name meanwhile.
                ? named(agent, type, name, Operation.DELETE, caller)
                        .flatMap(key -> keys.deleteById(key.id(), Optional.of(key.agentId()), Optional.empty())
                                .invoke(deleted -> record(deleted, caller))
                                .call(() -> access.deleted(caller, ResourceReference.apiKey(key.id()))))
                : agents.permitted(caller, agent, Operation.READ)
                        .flatMap(permitted -> keys.deleteByName(permitted, type, name))
                        .invoke(deleted -> record(deleted, caller));
        return deletion.map(deleted -> {
            deleted.orElseThrow(ApiKeyService::unknownName);
            return new Confirmation("Agent api_key '" + name + "' deleted");
        });
    }

    private Uni<StoredKey> named(AgentReference agent, KeyType type, String name, Operation operation, Caller caller) {
        Supplier<ProblemException> hidden = ApiKeyService::unknownName;
        return agents.permitted(caller, agent, Operation.READ)
                .flatMap(permitted -> keys.findByName(permitted, type, name))
                .map(found -> found.orElseThrow(hidden))
                .call(key -> access.require(caller, ResourceReference.apiKey(key.id()), operation, hidden));
    }

    private static boolean reaches(Caller caller, StoredKey key) {
        return !(caller instanceof Caller.Agent agent) || agent.id().equals(key.agentId());
    }

    private ProblemException outOfReach(Caller caller, Operation operation, String id) {
        return access.outOfReach(caller, operation, ResourceReference.Type.API_KEY, unknown(id));
    }

    private void record(Optional<StoredKey> deleted, Caller caller) {
        deleted.ifPresent(key -> {
            metrics.deleted();
            audit.deletedKey(caller, key.id(), key.apiKeyType().wireName(), key.agentId());
        });
    }

    private static ProblemException unknown(String id) {
        return ProblemException.notFound("Item with id '" + id + "' does not exist.");
    }

    private static ProblemException unknownName() {
        return ProblemException.notFound("Agent api_key not found.");
    }
}
