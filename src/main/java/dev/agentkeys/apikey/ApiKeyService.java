package dev.agentkeys.apikey;

import com.fasterxml.uuid.NoArgGenerator;
import dev.agentkeys.access.AuditLog;
import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.agent.AgentAccess;
import dev.agentkeys.database.Ids;
import dev.agentkeys.http.Page;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.keystore.KeyRepository;
import dev.agentkeys.keystore.NewKey;
import dev.agentkeys.keystore.StoredKey;
import dev.agentkeys.observability.KeyMetrics;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The rules of keys: who may issue, read and delete which. */
@Singleton
class ApiKeyService {

    private final KeyRepository keys;
    private final KeyMaterial keyMaterial;
    private final NoArgGenerator ids;
    private final AgentAccess agents;
    private final Authorizer access;
    private final KeyMetrics metrics;
    private final AuditLog audit;

    ApiKeyService(
            KeyRepository keys,
            KeyMaterial keyMaterial,
            NoArgGenerator ids,
            AgentAccess agents,
            Authorizer access,
            KeyMetrics metrics,
            AuditLog audit) {
        this.keys = keys;
        this.keyMaterial = keyMaterial;
        this.ids = ids;
        this.agents = agents;
        this.access = access;
        this.metrics = metrics;
        this.audit = audit;
    }

    /**
     * Issues a key: authorizes the caller, builds what is stored, stores it, and answers with the value.
     *
     * @param chosen the value that the caller chooses; a value is generated if it is null or empty
     * @throws ProblemException if there is no such agent for this caller, or it has a key of that type and name
     */
    Uni<CreateApiKeyResponse> create(AgentReference agent, KeyType type, String name, Secret chosen, Caller caller) {
        var id = ids.generate();
        var value = chosen == null || chosen.isEmpty() ? keyMaterial.generate(type) : chosen;
        return agents.permitted(caller, agent, Operation.UPDATE)
                .flatMap(permitted -> type.recoverable()
                        ? agents.withId(permitted)
                        : Uni.createFrom().item(permitted))
                .flatMap(owner -> {
                    var key = NewKey.of(keyMaterial, id, owner.id(), type, name, value);
                    return access.creating(
                            caller,
                            ResourceReference.apiKey(id),
                            owner.id().map(ResourceReference::agent),
                            () -> keys.create(owner, key));
                })
                .invoke(stored -> metrics.created(type))
                .map(stored -> CreateApiKeyResponse.of(stored, value));
    }

    /** One page of the keys of an agent that the caller may see, the oldest first. */
    Uni<List<StoredKey>> list(AgentReference agent, Page page, Caller caller) {
        return agents.permitted(caller, agent, Operation.READ)
                .flatMap(permitted -> access.visible(caller, ResourceReference.Type.API_KEY)
                        .flatMap(visible -> keys.list(permitted, page.limit(), page.offset(), visible.only())));
    }

    /** The key of that id; a text that is not a UUID is the id of no key. */
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
     * Deletes the key of that id, if there is one: after the answer no replica accepts it. A caller who may see only some
     * keys gets the same answer for a hidden key and for a missing one.
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
     * Deletes the agent's key of that type and name.
     *
     * @throws ProblemException if there is none for this caller
     */
    Uni<Confirmation> delete(AgentReference agent, KeyType type, String name, Caller caller) {
        var deletion = caller instanceof Caller.Principal
                // Deletes by the id that was authorized: another key may get the name meanwhile.
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
