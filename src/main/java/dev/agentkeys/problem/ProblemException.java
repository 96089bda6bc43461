package dev.agentkeys.problem;

import java.time.Duration;
import java.util.Map;

/**
 * A request that cannot be served, for a reason its caller may know. The message is shown to the caller: it never holds
 * a secret, nor anything of the inside of the service.
 */
public final class ProblemException extends RuntimeException {

    /** What a caller without credentials is asked for (RFC 6750, section 3). */
    public static final String CHALLENGE = "Bearer realm=\"agent-api-keys\"";

    private static final long serialVersionUID = 1;
    private static final String WWW_AUTHENTICATE = "WWW-Authenticate";
    private static final String RETRY_AFTER = "Retry-After";

    /** The kinds of problem, each an HTTP status of RFC 9110. */
    public enum Kind {
        BAD_REQUEST(400),
        UNAUTHENTICATED(401),
        FORBIDDEN(403),
        NOT_FOUND(404),
        REQUEST_TIMEOUT(408),
        CONFLICT(409),
        CONTENT_TOO_LARGE(413),
        TOO_MANY_REQUESTS(429),
        BAD_GATEWAY(502),
        UNAVAILABLE(503);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }
    }

    private final Kind kind;
    private final transient Map<String, String> headers;

    private ProblemException(Kind kind, String message, Throwable cause, Map<String, String> headers) {
        // A stack trace would cost more than the request it reports, and says nothing the message does not.
        super(message, cause, false, false);
        this.kind = kind;
        this.headers = headers;
    }

    private ProblemException(Kind kind, String message) {
        this(kind, message, null, Map.of());
    }

    /** The request contradicts itself. */
    public static ProblemException badRequest(String message) {
        return new ProblemException(Kind.BAD_REQUEST, message);
    }

    /** What the request names does not exist, or not for this caller. */
    public static ProblemException notFound(String message) {
        return new ProblemException(Kind.NOT_FOUND, message);
    }

    /** What the request would make exists already. */
    public static ProblemException conflict(String message) {
        return new ProblemException(Kind.CONFLICT, message);
    }

    /** The request takes too long to arrive. */
    public static ProblemException requestTimeout() {
        return new ProblemException(Kind.REQUEST_TIMEOUT, "Request Timeout");
    }

    /** The body of the request is larger than that of any operation. */
    public static ProblemException contentTooLarge() {
        return new ProblemException(Kind.CONTENT_TOO_LARGE, "Request Entity Too Large");
    }

    /** The service has more to do than it can, and the same request may succeed soon. */
    public static ProblemException overloaded(String message) {
        return unavailable(message, null);
    }

    /** The service cannot answer now, and the same request may succeed soon. The cause is for the log only. */
    public static ProblemException unavailable(String message, Throwable cause) {
        return new ProblemException(Kind.UNAVAILABLE, message, cause, Map.of(RETRY_AFTER, "1"));
    }

    /** The request does not say who sends it, or what says so is no good. */
    public static ProblemException unauthenticated(String message) {
        return new ProblemException(Kind.UNAUTHENTICATED, message, null, Map.of(WWW_AUTHENTICATE, CHALLENGE));
    }

    /** The request has a bearer token, and it is no good (RFC 6750, section 3.1). */
    public static ProblemException invalidToken(String message) {
        return new ProblemException(
                Kind.UNAUTHENTICATED, message, null, Map.of(WWW_AUTHENTICATE, CHALLENGE + ", error=\"invalid_token\""));
    }

    /** The caller is known, sees what it asks for, and may not do this with it. */
    public static ProblemException forbidden(String message) {
        return new ProblemException(Kind.FORBIDDEN, message);
    }

    /** The caller is known, and its roles do not include the operation's (RFC 6750, section 3.1). */
    public static ProblemException missingRole(String message) {
        return new ProblemException(
                Kind.FORBIDDEN, message, null, Map.of(WWW_AUTHENTICATE, CHALLENGE + ", error=\"insufficient_scope\""));
    }

    /** The caller has failed too often; {@code wait} is how long it has to wait. */
    public static ProblemException tooManyRequests(Duration wait) {
        return new ProblemException(
                Kind.TOO_MANY_REQUESTS,
                "Too many failed attempts.",
                null,
                Map.of(RETRY_AFTER, Long.toString(wait.toSeconds() + 1)));
    }

    /** Somebody this service depends on gave an answer it cannot use. The cause is for the log only. */
    public static ProblemException badGateway(String message, Throwable cause) {
        return new ProblemException(Kind.BAD_GATEWAY, message, cause, Map.of());
    }

    /** What kind of problem it is. */
    public Kind kind() {
        return kind;
    }

    /** The header fields that its answer has. */
    public Map<String, String> headers() {
        return headers;
    }
}
