package dev.agentkeys.agent.registration;

import dev.agentkeys.audit.Actor;
import dev.agentkeys.idempotency.RetriableRequest;
import dev.agentkeys.keystore.NewKey;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The conditions of a registration. The transaction checks them while it holds the lock on the agent's row, so nothing
 * changes between the check and the commit.
 *
 * @param newAgentId the id of the agent if there is none yet
 * @param requirement throws if this registration may not change the agent that it finds
 * @param key makes the internal key for an agent that has none; empty if this registration may not issue a key
 * @param acceptance throws if what was written may not be committed
 * @param actor who registers
 * @param retry what the transaction keeps, so that the same request gets the same answer when it is sent again
 */
record RegistrationTerms(
        UUID newAgentId,
        Consumer<StoredAgent> requirement,
        Function<UUID, Optional<NewKey>> key,
        Consumer<Registration> acceptance,
        Actor actor,
        Retry retry) {

    RegistrationTerms(
            UUID newAgentId,
            Consumer<StoredAgent> requirement,
            Function<UUID, Optional<NewKey>> key,
            Actor actor,
            Retry retry) {
        this(newAgentId, requirement, key, written -> {}, actor, retry);
    }

    /**
     * What a registration keeps, so that the same request gets the same answer when it is sent again.
     *
     * @param request the request; empty if the registration keeps nothing
     * @param answer makes the answer from what the registration has written
     */
    record Retry(Optional<RetriableRequest> request, Function<Registration, ?> answer) {}
}
