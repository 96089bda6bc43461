package dev.agentkeys.forwarding;

import dev.agentkeys.access.SecurityLog;
import dev.agentkeys.forwarding.authentication.Admission;
import dev.agentkeys.forwarding.authentication.AuthenticatorChain;
import dev.agentkeys.forwarding.body.RequestBody;
import dev.agentkeys.forwarding.proxy.Forwarder;
import dev.agentkeys.forwarding.proxy.LoopDetection;
import dev.agentkeys.problem.ErrorFormat;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;

/** Serves the requests to agents: lets their callers in, has them forwarded, and answers those that are not. */
@Singleton
class ForwardingHandler {

    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);

    private final Vertx vertx;
    private final AuthenticatorChain authenticator;
    private final Forwarder forwarder;
    private final ForwardMetrics outcomes;
    private final SecurityLog log;
    private final LoopDetection loop;

    ForwardingHandler(
            Vertx vertx,
            AuthenticatorChain authenticator,
            Forwarder forwarder,
            ForwardMetrics outcomes,
            SecurityLog log,
            LoopDetection loop) {
        this.vertx = vertx;
        this.authenticator = authenticator;
        this.forwarder = forwarder;
        this.outcomes = outcomes;
        this.log = log;
        this.loop = loop;
    }

    void serve(RoutingContext exchange) {
        RequestBody.hold(exchange);
        if (loop.isMarkedIn(exchange.request().headers())) {
            log.refusedCredential(exchange, "loop");
            refuseUnread(exchange, ForwardProblems.loop());
            return;
        }
        Optional<ForwardRequest> read;
        try {
            read = ForwardRequest.of(exchange);
        } catch (ProblemException refusal) {
            refuseUnread(exchange, refusal);
            return;
        }
        if (read.isEmpty()) {
            refuseUnread(exchange, ProblemException.notFound("Not Found"));
        } else if (exchange.request().method().equals(HttpMethod.OPTIONS)) {
            sayMethods(exchange);
        } else if (!METHODS.contains(exchange.request().method())) {
            refuseUnread(exchange, ProblemException.methodNotAllowed(ForwardProblems.ALLOWED_METHODS));
        } else {
            serve(read.get());
        }
    }

    /** The same for every agent, known or not, so nobody need prove anything to hear it. */
    private void sayMethods(RoutingContext exchange) {
        exchange.response()
                .setStatusCode(204)
                .putHeader(HttpHeaders.ALLOW, ForwardProblems.ALLOWED_METHODS)
                .end();
        RequestBody.of(exchange).discardRest();
    }

    private void refuseUnread(RoutingContext exchange, ProblemException refusal) {
        outcomes.refused();
        refuse(exchange, refusal);
    }

    private void serve(ForwardRequest incoming) {
        outcomes.began();
        var context = vertx.getOrCreateContext();
        authenticator
                .authenticate(incoming)
                // A time-out of the database is noticed elsewhere.
                .emitOn(task -> context.runOnContext(here -> task.run()))
                .chain(admission -> admit(incoming, admission))
                .subscribe()
                .with(outcome -> succeed(incoming, outcome), failure -> fail(incoming, failure));
    }

    private Uni<ForwardOutcome> admit(ForwardRequest incoming, Admission admission) {
        if (admission instanceof Admission.Challenge challenge) {
            incoming.exchange()
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .end(challenge.text());
            return Uni.createFrom().item(ForwardOutcome.CHALLENGE);
        }
        return UniHelper.toUni(forwarder.forward(incoming, (Admission.Forward) admission))
                .replaceWith(ForwardOutcome.ANSWERED);
    }

    private void succeed(ForwardRequest incoming, ForwardOutcome outcome) {
        RequestBody.of(incoming.exchange()).discardRest();
        outcomes.ended(incoming.agentName(), outcome, null);
    }

    private void fail(ForwardRequest incoming, Throwable failure) {
        var problem = ForwardProblems.of(failure);
        refuse(incoming.exchange(), problem);
        outcomes.ended(incoming.agentName(), ForwardOutcome.of(problem.kind()), problem);
    }

    private void refuse(RoutingContext exchange, ProblemException refusal) {
        var response = exchange.response();
        if (response.closed() || response.ended()) {
            return;
        }
        if (response.headWritten()) {
            response.reset(); // The caller must not take half an answer for a whole one.
            return;
        }
        ErrorFormat.DETAIL.send(exchange, refusal);
        RequestBody.of(exchange).discardRest();
    }
}
