package dev.agentkeys.apikey;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.uuid.NoArgGenerator;
import dev.agentkeys.access.Actors;
import dev.agentkeys.access.Authorizer;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Operation;
import dev.agentkeys.access.ResourceReference;
import dev.agentkeys.access.Role;
import dev.agentkeys.agent.AgentAccess;
import dev.agentkeys.idempotency.KeptAnswers;
import dev.agentkeys.idempotency.RetriableRequest;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.keystore.ExpiryException;
import dev.agentkeys.keystore.KeyCreation;
import dev.agentkeys.keystore.NewKey;
import dev.agentkeys.keystore.StoredKey;
import dev.agentkeys.observability.KeyMetrics;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** Issues keys. Each issue has four steps: authorize the caller, build the key, store it, and answer with its value. */
@Singleton
public class KeyIssuance {

    /** A key that is ready to be stored for its agent, and the value that only the answer shows. */
    private record BuiltKey(AgentReference agent, NewKey key, Secret value) {}

    private final AgentAccess agents;
    private final Authorizer access;
    private final Actors actors;
    private final NoArgGenerator ids;
    private final KeyMaterial keyMaterial;
    private final ExpiryRules expiries;
    private final KeyCreation creation;
    private final KeptAnswers answers;
    private final KeyMetrics metrics;

    KeyIssuance(
            AgentAccess agents,
            Authorizer access,
            Actors actors,
            NoArgGenerator ids,
            KeyMaterial keyMaterial,
            ExpiryRules expiries,
            KeyCreation creation,
            KeptAnswers answers,
            KeyMetrics metrics) {
        this.agents = agents;
        this.access = access;
        this.actors = actors;
        this.ids = ids;
        this.keyMaterial = keyMaterial;
        this.expiries = expiries;
        this.creation = creation;
        this.answers = answers;
        this.metrics = metrics;
    }

    /**
     * Issues a key. A request that is sent again gets the answer of the first one, and no further key.
     *
     * @param form converts the answer; a repeated request gets the converted answer too
     * @throws ProblemException if this caller finds no such agent, or the agent has a key of that type and name
     */
    public <T> Uni<T> issue(
            RequestedKey requested,
            Caller caller,
            Optional<RetriableRequest> request,
            Function<CreateApiKeyResponse, T> form) {
        var terms = terms(requested);
        return authorize(requested, caller)
                .flatMap(agent -> answers.answer(request, () -> build(requested, terms, agent)
                        .flatMap(built -> store(built, caller, request, stored -> form.apply(answer(stored, built))))
                        .invoke(answer -> metrics.created(requested.type()))));
    }

    /** A lifetime that the type does not allow is refused before any statement is sent. */
    private NewKey.Terms terms(RequestedKey requested) {
        return new NewKey.Terms(
                expiries.ofNewKey(requested.type(), requested.expiresAt(), requested.expiresIn()),
                Optional.ofNullable(requested.metadata()).map(ObjectNode::toString),
                requested.selfRotation());
    }

    private Uni<AgentReference> authorize(RequestedKey requested, Caller caller) {
        return agents.permitted(caller, requested.agent(), Operation.UPDATE);
    }

    /**
     * A sealed value is bound to the id of its agent, so the id of the agent is looked up before such a key is built.
     */
    private Uni<BuiltKey> build(RequestedKey requested, NewKey.Terms terms, AgentReference agent) {
        var type = requested.type();
        var chosen = requested.value();
        var value = chosen == null || chosen.isEmpty() ? keyMaterial.generate(type) : chosen;
        var owner = type.recoverable() ? agents.withId(agent) : Uni.createFrom().item(agent);
        return owner.map(known -> new BuiltKey(
                known,
                NewKey.of(keyMaterial, ids.generate(), known.id(), type, requested.name(), value)
                        .with(terms),
                value));
    }

    /**
     * Stores the key. A retriable request has its own transaction, which stores the answer with the key. Other requests
     * may share one statement.
     */
    private <T> Uni<T> store(
            BuiltKey built, Caller caller, Optional<RetriableRequest> request, Function<StoredKey, T> answer) {
        var agent = built.agent();
        var key = built.key();
        var actor = actors.of(caller, Role.KEYS_WRITE);
        return access.creating(
                        caller,
                        ResourceReference.apiKey(key.id()),
                        agent.id().map(ResourceReference::agent),
                        () -> answers.keeping(
                                request,
                                agent.owner(),
                                () -> creation.create(agent, key, actor).map(answer),
                                transaction -> creation.create(transaction, agent, key, actor)
                                        .map(answer)))
                .onFailure(ExpiryException.class)
                .transform(refused -> expiries.invalidTime(key.type(), refused));
    }

    private static CreateApiKeyResponse answer(StoredKey stored, BuiltKey built) {
        return CreateApiKeyResponse.of(stored, built.value());
    }
}
