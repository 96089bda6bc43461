package dev.agentkeys.forwarding;

import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.problem.ProblemException.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.net.ProtocolException;
import java.util.concurrent.TimeoutException;

/** Creates the problems of forwarded requests, in the words that their callers read. */
public final class ForwardProblems {

    static final String ALLOWED_METHODS = "GET, HEAD, OPTIONS, POST";

    private static final String CHALLENGE = "AgentKey";

    private ForwardProblems() {}

    /** The request has a credential that is not valid. */
    public static ProblemException unauthenticated(String detail) {
        return ProblemException.unauthenticated(detail, CHALLENGE);
    }

    /** The request has no credential. */
    public static ProblemException missingAuthentication() {
        return ProblemException.forbidden("Missing authentication for forward request.");
    }

    /** No agent has this name, or the agent has no URL. */
    public static ProblemException unknownAgent(String name) {
        return ProblemException.notFound("Agent " + name + " not found or has no ACP URL.");
    }

    static ProblemException loop() {
        return ProblemException.of(Kind.LOOP_DETECTED, "The request came through this service before.", null);
    }

    /** Too many requests to the agent run or wait. */
    public static ProblemException busy() {
        return ProblemException.overloaded("Too many requests to the agent are under way.");
    }

    /** The agent has no usable address, or refuses connections. The caller must not learn addresses. */
    public static ProblemException unreachable(String agentName, Throwable cause) {
        return ofAgent(Kind.UPSTREAM_UNREACHABLE, agentName, "could not be reached", cause);
    }

    /** The agent does not connect, answer or take the body in time. */
    public static ProblemException timedOut(String agentName, Throwable cause) {
        return ofAgent(Kind.UPSTREAM_TIMED_OUT, agentName, "did not answer in time", cause);
    }

    /**
     * The agent ended its answer too early. If the caller has the head of the answer already, its connection ends too.
     */
    public static ProblemException brokenOff(String agentName, Throwable cause) {
        return ofAgent(Kind.UPSTREAM_BROKEN_OFF, agentName, "broke off its answer", cause);
    }

    /** The agent gave an answer that this service cannot pass on. The reason is for the log only. */
    public static ProblemException unusable(String agentName, String reason) {
        return ofAgent(Kind.UPSTREAM_BROKEN_OFF, agentName, "gave no usable answer", new ProtocolException(reason));
    }

    /** The caller closed the connection or the stream. */
    public static ProblemException cancelled() {
        return ProblemException.of(Kind.CLIENT_CLOSED_REQUEST, "The caller went away.", null);
    }

    /** Translates a failure to connect to an agent, or to read the head of its answer. */
    public static ProblemException ofUpstream(String agentName, Throwable failure) {
        if (failure instanceof ProblemException problem) {
            return problem;
        }
        if (failure instanceof TimeoutException || failure instanceof ConnectTimeoutException) {
            return timedOut(agentName, failure);
        }
        return failure instanceof ConnectionPoolTooBusyException ? busy() : unreachable(agentName, failure);
    }

    /** Translates any failure to forward a request. */
    static ProblemException of(Throwable failure) {
        return failure instanceof ProblemException problem ? problem : ProblemException.internalError(failure);
    }

    private static ProblemException ofAgent(Kind kind, String agentName, String what, Throwable cause) {
        return ProblemException.of(kind, "Agent " + agentName + " " + what + ".", cause);
    }
}
