package dev.agentkeys.forwarding.upstream;

import dev.agentkeys.forwarding.ForwardingConfig;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.resilience.Bulkhead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.UUID;

/**
 * Limits the concurrent requests to each agent, so that an agent that does not answer blocks only its own requests. The
 * connection pool cannot do that: it limits by origin, and agents may share an origin.
 */
@Singleton
public class AgentBulkhead {

    private static final String BUSY = "Too many requests to the agent are under way.";

    private final Bulkhead<UUID> requests;

    AgentBulkhead(Vertx vertx, ForwardingConfig config) {
        this.requests = new Bulkhead<>(vertx, config.maxConcurrent(), config.maxWaiting(), config.waitTimeout());
    }

    /** Completes when the request may go on; it must {@link #leave} when it ends. Fails with a {@link ProblemException}. */
    public Future<Void> enter(UUID agent) {
        return requests.enter(agent).recover(full -> Future.failedFuture(ProblemException.overloaded(BUSY)));
    }

    /** Lets the request that waits longest go on. */
    public void leave(UUID agent) {
        requests.leave(agent);
    }
}
