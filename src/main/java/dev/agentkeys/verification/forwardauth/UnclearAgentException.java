package dev.agentkeys.verification.forwardauth;

import java.util.Locale;

/** The gateway's request does not say clearly which agent the key must belong to. */
final class UnclearAgentException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The reason, as the log names it. */
    enum Reason {
        /** The path is written in another way than the endpoint's own. */
        PATH_IS_SPELT_DIFFERENTLY,
        /** The query has no agent and no {@code any_agent=true}, and no pattern is configured. */
        QUERY_NAMES_NO_AGENT,
        /** The query repeats a parameter, has an empty or unknown value, or has {@code any_agent} and an agent. */
        QUERY_IS_UNCLEAR,
        /** A path follows the endpoint's own, so the query is the caller's, and no pattern is configured. */
        NO_PATTERN_OR_ANY_AGENT_SETTING,
        /** A pattern is configured that does not match. */
        PATTERN_DOES_NOT_MATCH,
        /** The patterns, or a pattern and the query, do not find the same agent. */
        AGENTS_DISAGREE;

        String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Reason reason;

    UnclearAgentException(Reason reason) {
        super(reason.wireName(), null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
