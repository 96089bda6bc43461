package dev.agentkeys.ingress;

import dev.agentkeys.access.Callers;
import dev.agentkeys.observability.Tracing;
import dev.agentkeys.verification.CalledAgent;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import jakarta.inject.Singleton;
import java.net.MalformedURLException;

/** Forwards requests whose callers were let through. */
@Singleton
class Forwarder {

    private final Vertx vertx;
    private final IngressConfig config;
    private final AgentSlots slots;
    private final AgentClient client;
    private final Callers callers;
    private final Tracing tracing;
    private final Loop loop;

    Forwarder(
            Vertx vertx,
            IngressConfig config,
            AgentSlots slots,
            AgentClient client,
            Callers callers,
            Tracing tracing,
            Loop loop) {
        this.vertx = vertx;
        this.config = config;
        this.slots = slots;
        this.client = client;
        this.callers = callers;
        this.tracing = tracing;
        this.loop = loop;
    }

    /** Completes when the caller has the whole answer; fails with a {@link Refusal} otherwise. */
    Future<Void> forward(Incoming incoming, Admission.Forward admission) {
        var agent = admission.agent();
        // Before anything is taken that a header nobody can write would not give back.
        var headers = headers(incoming, agent);
        return Target.of(agent.acpUrl(), incoming.path(), incoming.query())
                .map(target -> slots.enter(agent.id()).compose(turn -> connect(incoming, agent, target)
                        .compose(request -> relay(incoming, admission, request, headers))
                        .onComplete(end -> slots.leave(agent.id()))))
                .orElseGet(() ->
                        Future.failedFuture(Refusal.unreachable(agent.name(), new MalformedURLException("acp_url"))));
    }

    private Future<HttpClientRequest> connect(Incoming incoming, CalledAgent agent, Target target) {
        if (incoming.exchange().response().closed()) {
            return Future.failedFuture(Refusal.cancelled());
        }
        return client.connect(incoming.request().method(), target)
                .recover(failure -> Future.failedFuture(Failures.translate(agent.name(), failure)));
    }

    private Future<Void> relay(
            Incoming incoming, Admission.Forward admission, HttpClientRequest request, MultiMap headers) {
        if (incoming.exchange().response().closed()) {
            request.reset();
            return Future.failedFuture(Refusal.cancelled());
        }
        try {
            request.headers().addAll(headers);
            return new Relay(vertx, config, incoming, admission, request).run();
        } catch (RuntimeException e) {
            request.reset(); // Else nobody would ever give its connection back.
            throw e;
        }
    }

    private MultiMap headers(Incoming incoming, CalledAgent agent) {
        var headers = ForwardedHeaders.toAgent(incoming, agent, callers.credentialHeaders(), loop);
        if (tracing.isOn()) {
            Traceparent.leaveOut(headers);
        } else {
            Traceparent.ensureIn(headers);
        }
        return headers;
    }
}
