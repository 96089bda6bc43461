package dev.agentkeys.agent;

/** Somebody else changed the agent between two statements of a registration, so that it has to begin anew. */
final class Overtaken extends RuntimeException {

    private static final long serialVersionUID = 1;

    Overtaken() {
        super("Overtaken", null, false, false);
    }
}
