package dev.agentkeys.forwarding.upstream;

import dev.agentkeys.forwarding.Refusal;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.util.concurrent.TimeoutException;

/** Reads what went wrong on the way to an agent. */
public final class UpstreamFailures {

    private UpstreamFailures() {}

    public static Refusal translate(String agentName, Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return refusal;
        }
        if (failure instanceof TimeoutException || failure instanceof ConnectTimeoutException) {
            return Refusal.timedOut(agentName, failure);
        }
        return failure instanceof ConnectionPoolTooBusyException
                ? Refusal.busy("Too many requests to the agent are under way.")
                : Refusal.unreachable(agentName, failure);
    }
}
