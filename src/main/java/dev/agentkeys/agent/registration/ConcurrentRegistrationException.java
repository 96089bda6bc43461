package dev.agentkeys.agent.registration;

/** Another request changed the agent after this registration looked at it, so the registration begins again. */
final class ConcurrentRegistrationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ConcurrentRegistrationException() {
        super("Another request changed the agent meanwhile", null, false, false);
    }
}
