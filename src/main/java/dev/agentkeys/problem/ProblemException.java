package dev.agentkeys.problem;

import java.time.Duration;
import java.util.Map;

/**
 * Says why a request cannot be served. The caller reads the message, so it holds no secret and no internals of the
 * service. The cause is for the log only.
 */
public final class ProblemException extends RuntimeException {

    /** The challenge that the management API sends to a caller without credentials (RFC 6750, section 3). */
    public static final String CHALLENGE = "Bearer realm=\"agent-api-keys\"";

    private static final long serialVersionUID = 1;
    private static final String WWW_AUTHENTICATE = "WWW-Authenticate";

    /** The kinds of problem, each with its HTTP status. */
    public enum Kind {
        BAD_REQUEST(400),
        UNAUTHENTICATED(401),
        FORBIDDEN(403),
        NOT_FOUND(404),
        METHOD_NOT_ALLOWED(405),
        REQUEST_TIMEOUT(408),
        CONFLICT(409),
        CONTENT_TOO_LARGE(413),
        TOO_MANY_REQUESTS(429),
        /** The caller closed the connection or the stream before the answer was complete; no caller reads this status. */
        CLIENT_CLOSED_REQUEST(499),
        INTERNAL_ERROR(500),
        /** A service that this one needs, such as the auth provider, gave an answer that this one cannot use. */
        BAD_GATEWAY(502),
        /** The agent that the request is for has no usable address, or refuses connections. */
        UPSTREAM_UNREACHABLE(502),
        /** The agent that the request is for ended its answer too early, or gave an invalid one. */
        UPSTREAM_BROKEN_OFF(502),
        /** The database, or another service that this one needs, does not answer. */
        UNAVAILABLE(503),
        /** A limit of this service on concurrent work or on memory is reached. */
        OVERLOADED(503),
        /** The agent that the request is for did not answer in time. */
        UPSTREAM_TIMED_OUT(504),
        LOOP_DETECTED(508);

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
        // Has no stack trace, which would cost more than the request, and would add nothing to the message.
        super(message, cause, false, false);
        this.kind = kind;
        this.headers = headers;
    }

    /** Creates a problem of any kind. The cause, which may be null, is for the log only. */
    public static ProblemException of(Kind kind, String message, Throwable cause) {
        boolean passesSoon = kind == Kind.UNAVAILABLE || kind == Kind.OVERLOADED;
        return new ProblemException(kind, message, cause, passesSoon ? Map.of("Retry-After", "1") : Map.of());
    }

    private static ProblemException of(Kind kind, String message) {
        return of(kind, message, null);
    }

    /** The request contradicts itself. */
    public static ProblemException badRequest(String message) {
        return of(Kind.BAD_REQUEST, message);
    }

    /** The request names something that does not exist, or that this caller must not see. */
    public static ProblemException notFound(String message) {
        return of(Kind.NOT_FOUND, message);
    }

    /** The request would create something that exists already. */
    public static ProblemException conflict(String message) {
        return of(Kind.CONFLICT, message);
    }

    /** Another request changes the same thing. The same request may succeed soon. */
    public static ProblemException changing(String message) {
        return new ProblemException(Kind.CONFLICT, message, null, Map.of("Retry-After", "1"));
    }

    /** The request takes too long to arrive. */
    public static ProblemException requestTimeout() {
        return of(Kind.REQUEST_TIMEOUT, "Request Timeout");
    }

    /** The body of the request is larger than its limit. */
    public static ProblemException contentTooLarge() {
        return of(Kind.CONTENT_TOO_LARGE, "Request Entity Too Large");
    }

    /** A limit on concurrent work or on memory is reached; the same request may succeed soon. */
    public static ProblemException overloaded(String message) {
        return of(Kind.OVERLOADED, message);
    }

    /** The service cannot answer now; the same request may succeed soon. */
    public static ProblemException unavailable(String message, Throwable cause) {
        return of(Kind.UNAVAILABLE, message, cause);
    }

    /** The request to the management API has no credential, or an invalid one. */
    public static ProblemException unauthenticated(String message) {
        return unauthenticated(message, CHALLENGE);
    }

    /** The request has no credential, or an invalid one; the answer carries this challenge. */
    public static ProblemException unauthenticated(String message, String challenge) {
        return new ProblemException(Kind.UNAUTHENTICATED, message, null, Map.of(WWW_AUTHENTICATE, challenge));
    }

    /** The path exists, but does not answer this method. */
    public static ProblemException methodNotAllowed(String allowedMethods) {
        return new ProblemException(
                Kind.METHOD_NOT_ALLOWED, "Method Not Allowed", null, Map.of("Allow", allowedMethods));
    }

    /** The request has a bearer token, which is not valid (RFC 6750, section 3.1). */
    public static ProblemException invalidToken(String message) {
        return unauthenticated(message, CHALLENGE + ", error=\"invalid_token\"");
    }

    /** The caller is known and may see the resource, but may not do this to it. */
    public static ProblemException forbidden(String message) {
        return of(Kind.FORBIDDEN, message);
    }

    /** The caller is known, but does not have the role of the operation (RFC 6750, section 3.1). */
    public static ProblemException missingRole(String message) {
        return new ProblemException(
                Kind.FORBIDDEN, message, null, Map.of(WWW_AUTHENTICATE, CHALLENGE + ", error=\"insufficient_scope\""));
    }

    /** The caller has presented too many bad credentials, and has to wait this long. */
    public static ProblemException tooManyRequests(Duration wait) {
        return new ProblemException(
                Kind.TOO_MANY_REQUESTS,
                "Too many failed attempts.",
                null,
                Map.of("Retry-After", Long.toString(wait.toSeconds() + 1)));
    }

    /** A service that this one needs gave an answer that this one cannot use. */
    public static ProblemException badGateway(String message, Throwable cause) {
        return of(Kind.BAD_GATEWAY, message, cause);
    }

    /** This service failed; the cause is a bug. */
    public static ProblemException internalError(Throwable cause) {
        return of(Kind.INTERNAL_ERROR, "Internal Server Error", cause);
    }

    /** The kind of problem, which decides the HTTP status. */
    public Kind kind() {
        return kind;
    }

    /** The headers of the answer, such as a challenge. */
    public Map<String, String> headers() {
        return headers;
    }
}
