package dev.agentkeys.apikey;

import dev.agentkeys.access.Actors;
import dev.agentkeys.access.AuditLog;
import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Authorizer.NamedResource;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.access.Role;
import dev.agentkeys.agent.AgentAccess;
import dev.agentkeys.audit.Actor;
import dev.agentkeys.database.Ids;
import dev.agentkeys.http.Page;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.keystore.KeyFilter;
import dev.agentkeys.keystore.KeyRepository;
import dev.agentkeys.keystore.StoredKey;
import dev.agentkeys.observability.KeyMetrics;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The rules by which keys are read and deleted. {@link KeyIssuance} has those by which they are issued. */
@Singleton
public class ApiKeyService {

    private final KeyRepository keys;
    private final KeyAccess found;
    private final AgentAccess agents;
    private final Authorizer access;
    private final KeyMetrics metrics;
    private final Actors actors;
    private final AuditLog audit;

    ApiKeyService(
            KeyRepository keys,
            KeyAccess found,
            AgentAccess agents,
            Authorizer access,
            KeyMetrics metrics,
            Actors actors,
            AuditLog audit) {
        this.keys = keys;
        this.found = found;
        this.agents = agents;
        this.access = access;
        this.metrics = metrics;
        this.actors = actors;
        this.audit = audit;
    }

    /** One page of the keys of an agent that pass the filter and that the caller may see, the oldest first. */
    Uni<List<StoredKey>> list(AgentReference agent, KeyFilter filter, Page page, Caller caller) {
        return agents.permitted(caller, agent, Operation.READ)
                .flatMap(permitted -> access.visible(caller, ResourceReference.Type.API_KEY)
                        .flatMap(visible -> keys.list(permitted, filter, page.limit(), page.offset(), visible.only())));
    }

    /** The key of that id, or what is left of it if it was revoked. */
    Uni<StoredKey> find(String id, Caller caller) {
        return found.permitted(caller, id, Operation.READ);
    }

    /** The agent's key of that type and name. */
    Uni<StoredKey> find(AgentReference agent, KeyType type, String name, Caller caller) {
        return found.permitted(caller, agent, type, name, Operation.READ);
    }

    /**
     * Deletes the key of that id, if there is one. Once this completes, no request is accepted with the key. A caller
     * that may delete any key learns nothing about whether it existed. An agent gets the same answer for a key of
     * another agent as for a key that does not exist.
     */
    public Uni<Void> delete(String id, Caller caller) {
        return Ids.parse(id)
                .map(key -> delete(key, id, caller))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .invoke(deleted -> {
                    if (deleted.isEmpty() && caller.asAgent().isPresent()) {
                        throw access.outOfReach(
                                caller, Operation.DELETE, ResourceReference.Type.API_KEY, KeyAccess.unknown(id));
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Optional<StoredKey>> delete(UUID key, String id, Caller caller) {
        var owner = caller.asAgent();
        var named = new NamedResource<>(
                ResourceReference.Type.API_KEY,
                // The statement deletes the key only if it belongs to this agent.
                agent -> true,
                () -> Uni.createFrom().item(key),
                ResourceReference::apiKey,
                () -> KeyAccess.unknown(id));
        return access.require(caller, named, Operation.DELETE)
                .chain(() -> keys.deleteById(
                        key, owner.map(Caller.Agent::id), owner.map(Caller.Agent::incarnation), actor(caller)))
                .invoke(deleted -> record(deleted, caller))
                .call(() -> access.deleted(caller, ResourceReference.apiKey(key)));
    }

    /**
     * Deletes the agent's key of that type and name.
     *
     * @throws ProblemException if this caller finds no such key
     */
    public Uni<Void> delete(AgentReference agent, KeyType type, String name, Caller caller) {
        return agents.permitted(caller, agent, Operation.READ)
                .flatMap(permitted -> access.require(caller, toDelete(permitted, type, name), Operation.DELETE)
                        .flatMap(found -> found.isPresent()
                                ? delete(found.get(), caller)
                                : keys.deleteByName(permitted, type, name, actor(caller))
                                        .invoke(deleted -> record(deleted, caller))))
                .invoke(deleted -> {
                    if (deleted.isEmpty()) {
                        throw KeyAccess.unknownName();
                    }
                })
                .replaceWithVoid();
    }

    private NamedResource<StoredKey> toDelete(AgentReference agent, KeyType type, String name) {
        return new NamedResource<>(
                ResourceReference.Type.API_KEY,
                owner -> agent.id().filter(owner.id()::equals).isPresent(),
                () -> named(agent, type, name),
                KeyAccess::reference,
                KeyAccess::unknownName);
    }

    /** Deletes by the id that the auth provider has decided on, because another key may have the name by now. */
    private Uni<Optional<StoredKey>> delete(StoredKey key, Caller caller) {
        return keys.deleteById(key.id(), Optional.of(key.agentId()), Optional.empty(), actor(caller))
                .invoke(deleted -> record(deleted, caller))
                .call(() -> access.deleted(caller, KeyAccess.reference(key)));
    }

    private Uni<StoredKey> named(AgentReference agent, KeyType type, String name) {
        return keys.findByName(agent, type, name).map(found -> found.orElseThrow(KeyAccess::unknownName));
    }

    private Actor actor(Caller caller) {
        return actors.of(caller, Role.KEYS_WRITE);
    }

    private void record(Optional<StoredKey> deleted, Caller caller) {
        deleted.ifPresent(key -> {
            metrics.deleted();
            audit.deletedKey(caller, key.id(), key.apiKeyType().wireName(), key.agentId());
        });
    }
}
