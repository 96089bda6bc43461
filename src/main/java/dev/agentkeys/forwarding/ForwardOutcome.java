package dev.agentkeys.forwarding;

import dev.agentkeys.problem.ProblemException;

/** How a forwarded request ended. */
enum ForwardOutcome {
    /** The caller has the whole answer of the agent, which may have any status. */
    ANSWERED,
    /** This service answered a challenge of Slack for the agent. */
    CHALLENGE,
    /** This service refused the request because of its credential or its content. */
    REFUSED,
    /** A limit on the requests to the agent, or on buffered bodies, is reached. */
    BUSY,
    /** The agent has no usable address, or refuses connections. */
    UNREACHABLE,
    /** The agent did not answer in time. */
    TIMED_OUT,
    /** The agent ended its answer too early, or gave an invalid one. */
    BROKEN_OFF,
    /** The caller closed the connection or the stream. */
    CANCELLED,
    /** The database or the auth provider does not answer. */
    UNAVAILABLE,
    /** This service failed. */
    FAILED;

    /** The outcome of a request that ended with a problem of this kind. */
    static ForwardOutcome of(ProblemException.Kind kind) {
        return switch (kind) {
            case BAD_REQUEST,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    REQUEST_TIMEOUT,
                    CONFLICT,
                    CONTENT_TOO_LARGE,
                    TOO_MANY_REQUESTS,
                    LOOP_DETECTED -> REFUSED;
            case CLIENT_CLOSED_REQUEST -> CANCELLED;
            case INTERNAL_ERROR -> FAILED;
            case BAD_GATEWAY, UNAVAILABLE -> UNAVAILABLE;
            case OVERLOADED -> BUSY;
            case UPSTREAM_UNREACHABLE -> UNREACHABLE;
            case UPSTREAM_TIMED_OUT -> TIMED_OUT;
            case UPSTREAM_BROKEN_OFF -> BROKEN_OFF;
        };
    }
}
