package dev.agentkeys.keystore;

/** The database refuses the time at which a key is to expire. */
public final class ExpiryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean past;

    /** @param past whether the time is over, and not later than keys of the type may expire */
    ExpiryException(boolean past) {
        super("A key cannot expire " + (past ? "in the past" : "so late"), null, false, false);
        this.past = past;
    }

    /** Whether the time is over already; otherwise it is later than keys of the type may expire. */
    public boolean isPast() {
        return past;
    }
}
