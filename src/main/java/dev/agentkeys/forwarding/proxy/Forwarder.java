package dev.agentkeys.forwarding.proxy;

import dev.agentkeys.access.CallerResolver;
import dev.agentkeys.forwarding.ForwardProblems;
import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.forwarding.ForwardingConfig;
import dev.agentkeys.forwarding.authentication.Admission;
import dev.agentkeys.forwarding.upstream.AgentClient;
import dev.agentkeys.forwarding.upstream.AgentRequest;
import dev.agentkeys.forwarding.upstream.UpstreamUri;
import dev.agentkeys.keystore.CalledAgent;
import dev.agentkeys.observability.Tracing;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.resilience.Bulkhead;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.net.MalformedURLException;
import java.util.UUID;

/** Forwards authenticated requests to their agents. */
@Singleton
public class Forwarder {

    private final Vertx vertx;
    private final ForwardingConfig config;
    /**
     * Limits the concurrent requests to each agent, so that an agent that does not answer blocks only its own requests.
     * The connection pool cannot do that: it limits by origin, and agents may share an origin.
     */
    private final Bulkhead<UUID> bulkhead;

    private final AgentClient client;
    private final CallerResolver callers;
    private final Tracing tracing;
    private final LoopDetection loop;

    Forwarder(
            Vertx vertx,
            ForwardingConfig config,
            AgentClient client,
            CallerResolver callers,
            Tracing tracing,
            LoopDetection loop) {
        this.vertx = vertx;
        this.config = config;
        this.bulkhead = new Bulkhead<>(vertx, config.maxConcurrent(), config.maxWaiting(), config.waitTimeout());
        this.client = client;
        this.callers = callers;
        this.tracing = tracing;
        this.loop = loop;
    }

    /** Completes when the caller has the whole answer; fails with a {@link ProblemException} otherwise. */
    public Future<Void> forward(ForwardRequest incoming, Admission.Forward admission) {
        var agent = admission.agent();
        // Before the request enters the bulkhead: an invalid header throws, and the bulkhead would not get its turn
        // back.
        var headers = headers(incoming, admission);
        return UpstreamUri.of(agent.acpUrl(), incoming.path(), incoming.query())
                .map(target -> enter(agent).compose(turn -> connect(incoming, agent, target)
                        .compose(request -> relay(incoming, admission, request, headers))
                        .onComplete(end -> bulkhead.leave(agent.id()))))
                .orElseGet(() -> Future.failedFuture(
                        ForwardProblems.unreachable(agent.name(), new MalformedURLException("acp_url"))));
    }

    private Future<Void> enter(CalledAgent agent) {
        return bulkhead.enter(agent.id()).recover(full -> Future.failedFuture(ForwardProblems.busy()));
    }

    private Future<AgentRequest> connect(ForwardRequest incoming, CalledAgent agent, UpstreamUri target) {
        if (incoming.context().response().closed()) {
            return Future.failedFuture(ForwardProblems.cancelled());
        }
        return client.connect(incoming.request().method(), target)
                .recover(failure -> Future.failedFuture(ForwardProblems.ofUpstream(agent.name(), failure)));
    }

    private Future<Void> relay(
            ForwardRequest incoming, Admission.Forward admission, AgentRequest request, MultiMap headers) {
        if (incoming.context().response().closed()) {
            request.cancel();
            return Future.failedFuture(ForwardProblems.cancelled());
        }
        try {
            request.http().headers().addAll(headers);
            return new Relay(vertx, config, incoming, admission, request).run();
        } catch (RuntimeException e) {
            request.cancel(); // Gives the connection back to the pool.
            throw e;
        }
    }

    private MultiMap headers(ForwardRequest incoming, Admission.Forward admission) {
        var headers = ForwardedHeaders.toAgent(incoming, admission, callers.credentialHeaders(), loop);
        if (tracing.isOn()) {
            Traceparent.remove(headers);
        } else {
            Traceparent.ensureIn(headers);
        }
        return headers;
    }
}
