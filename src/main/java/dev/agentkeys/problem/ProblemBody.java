package dev.agentkeys.problem;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The error body of the management API: what went wrong, the HTTP status once more, and no data. */
@RegisterForReflection
record ProblemBody(String message, int code, Object data) {

    ProblemBody(String message, int code) {
        this(message, code, null);
    }
}
