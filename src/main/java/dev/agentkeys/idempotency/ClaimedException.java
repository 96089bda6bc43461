package dev.agentkeys.idempotency;

/** Another request with the same idempotency key came first. The transaction of this request is rolled back. */
public final class ClaimedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean answered;

    /** @param answered whether the other request has been answered; otherwise it is still in progress */
    ClaimedException(boolean answered) {
        super("Another request with this idempotency key came first", null, false, false);
        this.answered = answered;
    }

    boolean answered() {
        return answered;
    }
}
