package dev.agentkeys.forwarding;

import dev.agentkeys.problem.ProblemException;
import java.net.ProtocolException;
import java.util.Map;

/** An end of a request without an answer of its agent: the status and the words the caller gets instead. */
public final class Refusal extends RuntimeException {

    public static final String ALLOWED_METHODS = "GET, HEAD, OPTIONS, POST";

    private static final long serialVersionUID = 1;

    private final ForwardOutcome outcome;
    private final int status;
    private final transient Map<String, String> headers;

    private Refusal(ForwardOutcome outcome, int status, String detail, Throwable cause) {
        this(outcome, status, detail, cause, headersOf(status));
    }

    private Refusal(ForwardOutcome outcome, int status, String detail, Throwable cause, Map<String, String> headers) {
        // A stack trace would cost more than the request it reports, and says nothing the message does not.
        super(detail, cause, false, false);
        this.outcome = outcome;
        this.status = status;
        this.headers = headers;
    }

    private static Map<String, String> headersOf(int status) {
        return switch (status) {
            case 401 -> Map.of("WWW-Authenticate", "AgentKey");
            case 405 -> Map.of("Allow", ALLOWED_METHODS);
            case 503 -> Map.of("Retry-After", "1");
            default -> Map.of();
        };
    }

    /** What another part of the service refuses, in its words. */
    public static Refusal of(ProblemException problem) {
        var outcome = problem.kind() == ProblemException.Kind.UNAVAILABLE
                        || problem.kind() == ProblemException.Kind.BAD_GATEWAY
                ? ForwardOutcome.UNAVAILABLE
                : ForwardOutcome.REFUSED;
        return new Refusal(outcome, problem.kind().status(), problem.getMessage(), problem, problem.headers());
    }

    public static Refusal badRequest(String detail) {
        return new Refusal(ForwardOutcome.REFUSED, 400, detail, null);
    }

    public static Refusal unauthenticated(String detail) {
        return new Refusal(ForwardOutcome.REFUSED, 401, detail, null);
    }

    public static Refusal missingAuthentication() {
        return new Refusal(ForwardOutcome.REFUSED, 403, "Missing authentication for forward request.", null);
    }

    public static Refusal notFound(String detail) {
        return new Refusal(ForwardOutcome.REFUSED, 404, detail, null);
    }

    public static Refusal methodNotAllowed() {
        return new Refusal(ForwardOutcome.REFUSED, 405, "Method Not Allowed", null);
    }

    public static Refusal loop() {
        return new Refusal(ForwardOutcome.REFUSED, 508, "The request came through this service before.", null);
    }

    public static Refusal tooLarge() {
        return new Refusal(ForwardOutcome.REFUSED, 413, "Request Entity Too Large", null);
    }

    public static Refusal tooSlow() {
        return new Refusal(ForwardOutcome.REFUSED, 408, "Request Timeout", null);
    }

    public static Refusal unknownAgent(String name) {
        return notFound("Agent " + name + " not found or has no ACP URL.");
    }

    public static Refusal busy(String detail) {
        return new Refusal(ForwardOutcome.BUSY, 503, detail, null);
    }

    /** The cause is for the log only: the caller must not learn addresses. */
    public static Refusal unreachable(String agentName, Throwable cause) {
        return new Refusal(ForwardOutcome.UNREACHABLE, 502, "Agent " + agentName + " could not be reached.", cause);
    }

    public static Refusal timedOut(String agentName, Throwable cause) {
        return new Refusal(ForwardOutcome.TIMED_OUT, 504, "Agent " + agentName + " did not answer in time.", cause);
    }

    /** The caller is gone, so nobody reads status or words. */
    public static Refusal cancelled() {
        return new Refusal(ForwardOutcome.CANCELLED, 499, "The caller went away.", null);
    }

    /** The head of the agent's answer may be with the caller already: then the connection breaks off too. */
    public static Refusal brokenOff(String agentName, Throwable cause) {
        return new Refusal(ForwardOutcome.BROKEN_OFF, 502, "Agent " + agentName + " broke off its answer.", cause);
    }

    /** What the agent answered is no answer that can be passed on; why is for the log only. */
    public static Refusal unusable(String agentName, String why) {
        return new Refusal(
                ForwardOutcome.BROKEN_OFF,
                502,
                "Agent " + agentName + " gave no usable answer.",
                new ProtocolException(why));
    }

    public static Refusal failed(Throwable cause) {
        return new Refusal(ForwardOutcome.FAILED, 500, "Internal Server Error", cause);
    }

    public ForwardOutcome outcome() {
        return outcome;
    }

    public int status() {
        return status;
    }

    /** The header fields that its answer has. */
    public Map<String, String> headers() {
        return headers;
    }
}
