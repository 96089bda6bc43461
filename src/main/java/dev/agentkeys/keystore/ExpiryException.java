package dev.agentkeys.keystore;

/** A key cannot expire when it was asked to. */
public final class ExpiryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What is wrong with the time. */
    public enum Fault {
        /** It is over already. */
        PAST,
        /** It is later than keys of the type may expire. */
        BEYOND_LIMIT
    }

    private final Fault fault;

    ExpiryException(Fault fault) {
        super("A key cannot expire then: " + fault, null, false, false);
        this.fault = fault;
    }

    /** What is wrong with the time. */
    public Fault fault() {
        return fault;
    }
}
