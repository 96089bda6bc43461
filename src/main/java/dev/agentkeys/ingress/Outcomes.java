package dev.agentkeys.ingress;

import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Is told of the end of each request to an agent, once: the place to count from. */
@Singleton
class Outcomes {

    private static final Logger LOG = Logger.getLogger(Outcomes.class);

    /** @param cause why it ended so, or null if it ended well */
    void ended(String agentName, ForwardOutcome outcome, Throwable cause) {
        switch (outcome) {
            case ANSWERED, CHALLENGE, REFUSED, CANCELLED -> {}
            case BUSY, UNREACHABLE, TIMED_OUT, BROKEN_OFF, UNAVAILABLE ->
                LOG.warnf("A request to agent %s ended %s: %s", agentName, outcome, rootOf(cause));
            case FAILED -> LOG.errorf(cause, "A request to agent %s failed", agentName);
        }
    }

    private static Throwable rootOf(Throwable failure) {
        var root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
