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

/** Is told of the end of each request to an agent, once, and counts them; from the start, for a rate needs a zero. */
@Startup
@Singleton
class ForwardMetrics {

    private static final Logger LOG = Logger.getLogger(ForwardMetrics.class);

    private final Map<ForwardOutcome, Counter> counters = new EnumMap<>(ForwardOutcome.class);

    private static final Set<ForwardOutcome> WHOLE =
            EnumSet.of(ForwardOutcome.ANSWERED, ForwardOutcome.CHALLENGE, ForwardOutcome.REFUSED);

    /** Those under way, and those that were lost while the service stops: whose connections close first is chance. */
    private final AtomicInteger unanswered = new AtomicInteger();

    private volatile boolean stopping;

    ForwardMetrics(MeterRegistry registry) {
        for (var outcome : ForwardOutcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("agentkeys.ingress.requests")
                            .description("Requests to agents, by how they ended")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** One has begun. */
    void began() {
        unanswered.incrementAndGet();
    }

    /** It asked for what cannot be, or named no agent. */
    void refused() {
        counters.get(ForwardOutcome.REFUSED).increment();
    }

    /** @param cause why it ended so, or null if it ended well */
    void ended(String agentName, ForwardOutcome outcome, Throwable cause) {
        counters.get(outcome).increment();
        if (!stopping || WHOLE.contains(outcome)) {
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

    /** By now the time that a shutdown waits for requests is over, and what was left of them is cut off. */
    void stop(@Observes ShutdownEvent stop) {
        if (unanswered.get() > 0) {
            LOG.warnf("Requests to agents that got no whole answer while it stopped: %d", unanswered.get());
        }
    }

    /** It is the caller's word; one that no agent can have might forge a line. */
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
