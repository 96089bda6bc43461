package dev.agentkeys.http.protocol;

/** A body has too many tiny chunks. */
public final class TooManyChunksException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Has no stack trace, which would cost more than the chunks. */
    public TooManyChunksException() {
        super("The body has too many tiny chunks.", null, false, false);
    }
}
