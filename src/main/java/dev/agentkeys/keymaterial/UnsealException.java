package dev.agentkeys.keymaterial;

/** A sealed value that does not open: altered, moved to another row, or sealed under a key the ring no longer has. */
public final class UnsealException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnsealException(String message) {
        super(message);
    }

    UnsealException(String message, Throwable cause) {
        super(message, cause);
    }
}
