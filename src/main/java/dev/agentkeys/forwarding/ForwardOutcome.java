package dev.agentkeys.forwarding;

/** How a request to an agent ended. */
public enum ForwardOutcome {
    /** The agent's answer was passed on whole, whatever its status. */
    ANSWERED,
    /** The service itself answered a challenge for the agent. */
    CHALLENGE,
    /** The caller was not let through, or asked for what cannot be. */
    REFUSED,
    /** Too many requests to the agent are under way, or too much is buffered. */
    BUSY,
    /** The agent's address is not known, not allowed, or nobody answers there. */
    UNREACHABLE,
    /** The agent took too long. */
    TIMED_OUT,
    /** The agent broke off in the middle of its answer, or gave one that is none. */
    BROKEN_OFF,
    /** The caller went away. */
    CANCELLED,
    /** The database is away. */
    UNAVAILABLE,
    /** This service could not do its part. */
    FAILED
}
