package dev.agentkeys.agent;

/** Another request changed the agent after this registration looked at it, so the registration begins again. */
final class Overtaken extends RuntimeException {

    private static final long serialVersionUID = 1;

    Overtaken() {
        super("Overtaken", null, false, false);
    }
}
