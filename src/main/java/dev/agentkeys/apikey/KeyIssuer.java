package dev.agentkeys.apikey;

import com.fasterxml.uuid.NoArgGenerator;
import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.agent.AgentAccess;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.keystore.KeyRepository;
import dev.agentkeys.keystore.NewKey;
import dev.agentkeys.observability.KeyMetrics;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Issues keys, whatever asks for them: the caller's own value or a generated one, stored as its type demands. */
@Singleton
class KeyIssuer {

    private final KeyRepository keys;
    private final KeyMaterial keyMaterial;
    private final NoArgGenerator ids;
    private final AgentAccess agents;
    private final Authorizer access;
    private final KeyMetrics metrics;

    KeyIssuer(
            KeyRepository keys,
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
                .flatMap(permitted -> type.recoverable()
                        ? agents.withId(permitted)
                        : Uni.createFrom().item(permitted))
                .flatMap(owner -> access.creating(
                        caller,
                        ResourceReference.apiKey(id),
                        owner.id().map(ResourceReference::agent),
                        () -> keys.create(owner, NewKey.of(keyMaterial, id, owner.id(), type, name, value))))
                .invoke(created -> metrics.created(type))
                .map(created -> CreateApiKeyResponse.of(created, value));
    }
}
