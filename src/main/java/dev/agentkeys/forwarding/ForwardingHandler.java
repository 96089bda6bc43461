package dev.agentkeys.forwarding;

import dev.agentkeys.access.SecurityLog;
import dev.agentkeys.forwarding.authentication.Admission;
import dev.agentkeys.forwarding.authentication.AuthenticatorChain;
import dev.agentkeys.forwarding.proxy.Forwarder;
import dev.agentkeys.forwarding.proxy.LoopDetection;
import dev.agentkeys.http.RequestBody;
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

/** Handles each request to an agent: authenticates the caller, forwards the request, and answers refusals and failures. */
@Singleton
class ForwardingHandler {

    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);

    private final Vertx vertx;
    private final AuthenticatorChain authenticators;
    private final Forwarder forwarder;
    private final ForwardMetrics metrics;
    private final SecurityLog log;
    private final LoopDetection loop;

    ForwardingHandler(
            Vertx vertx,
            AuthenticatorChain authenticators,
            Forwarder forwarder,
            ForwardMetrics metrics,
            SecurityLog log,
            LoopDetection loop) {
        this.vertx = vertx;
        this.authenticators = authenticators;
        this.forwarder = forwarder;
        this.metrics = metrics;
        this.log = log;
        this.loop = loop;
    }

    void serve(RoutingContext context) {
        RequestBody.hold(context);
        if (loop.isMarkedIn(context.request().headers())) {
            log.refusedCredential(context, "loop");
            refuseUnread(context, ForwardProblems.loop());
            return;
        }
        Optional<ForwardRequest> read;
        try {
            read = ForwardRequest.of(context);
        } catch (ProblemException refusal) {
            refuseUnread(context, refusal);
            return;
        }
        if (read.isEmpty()) {
            refuseUnread(context, ProblemException.notFound("Not Found"));
        } else if (context.request().method().equals(HttpMethod.OPTIONS)) {
            answerOptions(context);
        } else if (!METHODS.contains(context.request().method())) {
            refuseUnread(context, ProblemException.methodNotAllowed(ForwardProblems.ALLOWED_METHODS));
        } else {
            serve(read.get());
        }
    }

    /** Answers OPTIONS. The answer is the same for every agent, known or not, so it needs no credential. */
    private void answerOptions(RoutingContext context) {
        context.response()
                .setStatusCode(204)
                .putHeader(HttpHeaders.ALLOW, ForwardProblems.ALLOWED_METHODS)
                .end();
        RequestBody.of(context).discardRest();
    }

    private void refuseUnread(RoutingContext context, ProblemException refusal) {
        metrics.refuse();
        answer(context, refusal);
    }

    private void serve(ForwardRequest incoming) {
        metrics.begin();
        var eventLoop = vertx.getOrCreateContext();
        authenticators
                .authenticate(incoming)
                // A timeout of the database ends on another thread.
                .emitOn(task -> eventLoop.runOnContext(here -> task.run()))
                .chain(admission -> admit(incoming, admission))
                .subscribe()
                .with(outcome -> succeed(incoming, outcome), failure -> fail(incoming, failure));
    }

    private Uni<ForwardOutcome> admit(ForwardRequest incoming, Admission admission) {
        if (admission instanceof Admission.Challenge challenge) {
            incoming.context()
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
        RequestBody.of(incoming.context()).discardRest();
        metrics.end(incoming.agentName(), outcome, null);
    }

    private void fail(ForwardRequest incoming, Throwable failure) {
        var problem = ForwardProblems.of(failure);
        answer(incoming.context(), problem);
        metrics.end(incoming.agentName(), ForwardOutcome.of(problem.kind()), problem);
    }

    private void answer(RoutingContext context, ProblemException refusal) {
        var response = context.response();
        if (response.closed() || response.ended()) {
            return;
        }
        if (response.headWritten()) {
            response.reset(); // The caller must see that the answer is incomplete.
            return;
        }
        ErrorFormat.DETAIL.send(context, refusal);
        RequestBody.of(context).discardRest();
    }
}
