package dev.agentkeys.forwarding.upstream;

import dev.agentkeys.forwarding.ForwardingConfig;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.resilience.Bulkhead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.UUID;

/**
 * How many requests of each agent are under way. An agent that is stuck keeps its own, and no other's; the pool of
 * connections cannot tell, for agents may share an origin.
 */
@Singleton
public class AgentBulkhead {

    private static final String BUSY = "Too many requests to the agent are under way.";

    private final Bulkhead<UUID> requests;

    AgentBulkhead(Vertx vertx, ForwardingConfig config) {
        this.requests = new Bulkhead<>(vertx, config.maxConcurrent(), config.maxWaiting(), config.waitTimeout());
    }

    /** Completes when there is room for one more, which must {@link #leave}; fails with a {@link ProblemException} if there is none. */
    public Future<Void> enter(UUID agent) {
        return requests.enter(agent).recover(full -> Future.failedFuture(ProblemException.overloaded(BUSY)));
    }

    /** Gives the place to the one that waits longest. */
    public void leave(UUID agent) {
        requests.leave(agent);
    }
}
