package dev.agentkeys.forwarding;

import dev.agentkeys.agent.AgentName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Counts forwarded requests by outcome. Registered at start, so that rates begin at zero. */
@Startup
@Singleton
class ForwardMetrics {

    private static final Logger LOG = Logger.getLogger(ForwardMetrics.class);

    private final Map<ForwardOutcome, Counter> counters = new EnumMap<>(ForwardOutcome.class);

    /** The outcomes with a complete answer to the caller. The shutdown has not cut off these requests. */
    private static final Set<ForwardOutcome> COMPLETE =
            EnumSet.of(ForwardOutcome.ANSWERED, ForwardOutcome.CHALLENGE, ForwardOutcome.REFUSED);

    /** The running requests, and, while the service stops, the requests that ended without a complete answer. */
    private final AtomicInteger unanswered = new AtomicInteger();

    private volatile boolean stopping;

    ForwardMetrics(MeterRegistry registry) {
        for (var outcome : ForwardOutcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("agentkeys.ingress.requests")
                            .description("Forwarded requests by outcome")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** Counts a request that begins. */
    void begin() {
        unanswered.incrementAndGet();
    }

    /** Counts a request that was refused before it began: its path or method is not allowed. */
    void refuse() {
        counters.get(ForwardOutcome.REFUSED).increment();
    }

    /**
     * Counts the end of a request that began.
     *
     * @param cause the reason of a failure, or null
     */
    void end(String agentName, ForwardOutcome outcome, Throwable cause) {
        counters.get(outcome).increment();
        if (!stopping || COMPLETE.contains(outcome)) {
            unanswered.decrementAndGet();
        }
        switch (outcome) {
            case ANSWERED, CHALLENGE, REFUSED, CANCELLED -> {}
            case BUSY, UNREACHABLE, TIMED_OUT, BROKEN_OFF, UNAVAILABLE ->
                LOG.warnf("A request to agent %s ended %s: %s", shown(agentName), outcome, rootOf(cause));
            case FAILED -> LOG.errorf(cause, "A request to agent %s failed", shown(agentName));
        }
    }

    void beginToStop(@Observes ShutdownDelayInitiatedEvent begin) {
        stopping = true;
    }

    /** Runs when the shutdown no longer waits for requests: the remaining ones are lost. */
    void stop(@Observes ShutdownEvent stop) {
        if (unanswered.get() > 0) {
            LOG.warnf("Forwarded requests without a complete answer at the end of the shutdown: %d", unanswered.get());
        }
    }

    /** The caller chooses the name. Hides a name that no agent can have, because it could forge a line of the log. */
    private static String shown(String agentName) {
        return AgentName.isPossible(agentName) ? agentName : "(impossible)";
    }

    private static Throwable rootOf(Throwable failure) {
        var root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
