package dev.agentkeys.ingress;

import dev.agentkeys.agent.AgentName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;

/** Is told of the end of each request to an agent, once, and counts them. */
@Singleton
class Outcomes {

    private static final Logger LOG = Logger.getLogger(Outcomes.class);

    private final Map<ForwardOutcome, Counter> counters = new EnumMap<>(ForwardOutcome.class);

    Outcomes(MeterRegistry registry) {
        for (var outcome : ForwardOutcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("agentkeys.ingress.requests")
                            .description("Requests to agents, by how they ended")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    /** @param cause why it ended so, or null if it ended well */
    void ended(String agentName, ForwardOutcome outcome, Throwable cause) {
        counters.get(outcome).increment();
        switch (outcome) {
            case ANSWERED, CHALLENGE, REFUSED, CANCELLED -> {}
            case BUSY, UNREACHABLE, TIMED_OUT, BROKEN_OFF, UNAVAILABLE ->
                LOG.warnf("A request to agent %s ended %s: %s", shown(agentName), outcome, rootOf(cause));
            case FAILED -> LOG.errorf(cause, "A request to agent %s failed", shown(agentName));
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
