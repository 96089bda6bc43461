package dev.agentkeys.problem;

/**
 * A request that cannot be served, for a reason its caller may know. The message is shown to the caller: it never holds
 * a secret, nor anything of the inside of the service.
 */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The kinds of problem, each an HTTP status of RFC 9110. */
    public enum Kind {
        BAD_REQUEST(400),
        NOT_FOUND(404),
        CONFLICT(409),
        UNAVAILABLE(503);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private final Kind kind;

    private ProblemException(Kind kind, String message, Throwable cause) {
        // A stack trace would cost more than the request it reports, and says nothing the message does not.
        super(message, cause, false, false);
        this.kind = kind;
    }

    /** The request contradicts itself. */
    public static ProblemException badRequest(String message) {
        return new ProblemException(Kind.BAD_REQUEST, message, null);
    }

    /** What the request names does not exist, or not for this caller. */
    public static ProblemException notFound(String message) {
        return new ProblemException(Kind.NOT_FOUND, message, null);
    }

    /** What the request would make exists already. */
    public static ProblemException conflict(String message) {
        return new ProblemException(Kind.CONFLICT, message, null);
    }

    /** The service cannot answer now, and the same request may succeed soon. The cause is for the log only. */
    public static ProblemException unavailable(String message, Throwable cause) {
        return new ProblemException(Kind.UNAVAILABLE, message, cause);
    }

    /** What kind of problem it is. */
    public Kind kind() {
        return kind;
    }
}
