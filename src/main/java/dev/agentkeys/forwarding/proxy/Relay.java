package dev.agentkeys.forwarding.proxy;

import dev.agentkeys.forwarding.ForwardProblems;
import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.forwarding.ForwardingConfig;
import dev.agentkeys.forwarding.authentication.Admission;
import dev.agentkeys.forwarding.authentication.Credential;
import dev.agentkeys.forwarding.body.HeldBody;
import dev.agentkeys.forwarding.upstream.AgentRequest;
import dev.agentkeys.keystore.CalledAgent;
import dev.agentkeys.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Streams one request to an agent and the answer back, each at the speed of the slower side. If one side closes or stays
 * silent for too long, the relay ends the other side too.
 *
 * <pre>
 *              request sent              head arrives               answer ends
 *   SENDING -----------------&gt; WAITING ----------------&gt; ANSWERING ---------------&gt; DONE
 *      |                                                     ^
 *      +-----------------------------------------------------+
 *             head arrives before the request is sent
 *
 *   SENDING    no byte moves for the idle timeout         -&gt; FAILED (timed out)
 *   WAITING    no head within the response timeout        -&gt; FAILED (timed out)
 *   ANSWERING  no byte moves for the idle timeout         -&gt; FAILED (timed out)
 *
 *   SENDING, WAITING   the agent closes or resets         -&gt; FAILED (unreachable)
 *                      the head cannot be passed on       -&gt; FAILED (broken off)
 *   ANSWERING          the agent closes or resets         -&gt; FAILED (broken off)
 *   any                the caller closes or resets        -&gt; FAILED (cancelled)
 * </pre>
 *
 * <p>{@code sent} and {@code answered} tell the first three states apart, {@code done} the last two. DONE and FAILED are
 * final: the first transition to one of them stops the timers. It also cancels the request to the agent if the relay failed,
 * or if the agent answered before it had the whole request.
 *
 * <p>Vert.x has a proxy too, but its version 4 answers every failure with an empty 502, passes on the agent's
 * hop-by-hop headers, and rewrites dates.
 */
final class Relay {

    private static final Set<Integer> WITHOUT_BODY = Set.of(204, 304);
    private static final int LOWEST_FINAL_STATUS = 200;
    private static final int HIGHEST_STATUS = 599;
    private static final int CHECKS_PER_PERIOD = 4;
    private static final long NONE = -1;

    private final Vertx vertx;
    private final ForwardRequest incoming;
    private final HttpServerResponse answer;
    private final CalledAgent agent;
    private final Optional<HeldBody> body;
    private final boolean ambient;
    private final AgentRequest upstream;
    private final HttpClientRequest request;
    private final Duration responseTimeout;
    private final Duration idleTimeout;
    private final Promise<Void> done = Promise.promise();

    private boolean sent;
    private boolean answered;
    private long responseTimer = NONE;
    private long idleTimer = NONE;
    private long bytesPassed;
    private long lastProgress = System.nanoTime();

    Relay(
            Vertx vertx,
            ForwardingConfig config,
            ForwardRequest incoming,
            Admission.Forward admission,
            AgentRequest upstream) {
        this.vertx = vertx;
        this.responseTimeout = config.responseTimeout();
        this.idleTimeout = config.idleTimeout();
        this.incoming = incoming;
        this.answer = incoming.context().response();
        this.agent = admission.agent();
        this.body = admission
                .credential()
                .match(
                        agentKey -> Optional.empty(),
                        signature -> Optional.of(signature.body()),
                        management -> Optional.empty());
        this.ambient = admission
                .credential()
                .match(Credential.AgentKey::basic, signature -> false, Credential.Management::ambient);
        this.upstream = upstream;
        this.request = upstream.http();
    }

    /** Completes when the caller has the whole answer; fails with a {@link ProblemException} otherwise. */
    Future<Void> run() {
        incoming.context().addEndHandler(ended -> {
            if (ended.failed()) {
                end(ForwardProblems.cancelled());
            }
        });
        request.exceptionHandler(failure -> {}); // The future of the response fails, too.
        request.response()
                .onSuccess(this::pass)
                .onFailure(failure -> end(ForwardProblems.ofUpstream(agent.name(), failure)));
        idleTimer =
                vertx.setPeriodic(Math.max(1, idleTimeout.toMillis() / CHECKS_PER_PERIOD), check -> checkProgress());
        body.ifPresentOrElse(this::send, this::sendOn);
        return done.future();
    }

    private void send(HeldBody body) {
        request.headers().set(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
        send(body.pieces().iterator());
    }

    /** Sends at the speed of the agent, so that the network holds few pieces in its buffers. */
    private void send(Iterator<Buffer> rest) {
        while (rest.hasNext()) {
            request.write(rest.next());
            if (request.writeQueueFull()) {
                request.drainHandler(ready -> send(rest));
                return;
            }
        }
        request.end().onSuccess(end -> awaitAnswer());
    }

    private void sendOn() {
        if (!incoming.hasBody()) {
            request.end().onSuccess(end -> awaitAnswer());
            return;
        }
        if (!request.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            request.setChunked(true);
        }
        incoming.requestBody();
        // If the pipe fails, one side is closed, and the handler of that side ends the relay.
        incoming.request().pipe().endOnFailure(false).to(request).onSuccess(end -> awaitAnswer());
    }

    private void awaitAnswer() {
        sent = true;
        if (!answered && !done.future().isComplete()) {
            responseTimer = vertx.setTimer(
                    responseTimeout.toMillis(),
                    expired -> end(ForwardProblems.timedOut(agent.name(), new TimeoutException("no answer began"))));
        }
    }

    private void pass(HttpClientResponse response) {
        answered = true;
        vertx.cancelTimer(responseTimer);
        response.exceptionHandler(failure -> {}); // Used before and after the pipe, which sets its own handler.
        if (done.future().isComplete()) {
            return;
        }
        lastProgress = System.nanoTime();
        if (response.statusCode() < LOWEST_FINAL_STATUS || response.statusCode() > HIGHEST_STATUS) {
            // Otherwise the next request on the connection would get the rest of this answer.
            request.connection().close();
            end(ForwardProblems.unusable(agent.name(), "status " + response.statusCode()));
            return;
        }
        try {
            passHead(response);
        } catch (IllegalArgumentException e) {
            end(ForwardProblems.unusable(agent.name(), "a header that cannot be written"));
            return;
        }
        response.pipe()
                .endOnFailure(false)
                .to(answer)
                .onSuccess(whole -> end(null))
                .onFailure(failure -> end(ForwardProblems.brokenOff(agent.name(), failure)));
    }

    private void passHead(HttpClientResponse response) {
        var headers = ForwardedHeaders.toCaller(response.headers());
        if (ambient) {
            Sandbox.apply(headers);
        }
        answer.setStatusCode(response.statusCode()).setStatusMessage(response.statusMessage());
        headers.names().forEach(name -> answer.headers().set(name, headers.getAll(name)));
        if (!isHead() && !WITHOUT_BODY.contains(response.statusCode())) {
            if (!answer.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
                answer.setChunked(true);
            }
            answer.write(Buffer.buffer()); // Sends the head now: the first event of a stream may be late.
        }
    }

    private boolean isHead() {
        return incoming.request().method().equals(HttpMethod.HEAD);
    }

    /**
     * Ends the relay after the idle timeout. While the relay waits for the head, the response timeout counts instead.
     */
    private void checkProgress() {
        long bytes = incoming.request().bytesRead() + answer.bytesWritten();
        if (bytes != bytesPassed || sent && !answered) {
            bytesPassed = bytes;
            lastProgress = System.nanoTime();
        } else if (System.nanoTime() - lastProgress >= idleTimeout.toNanos()) {
            end(ForwardProblems.timedOut(agent.name(), new TimeoutException("no byte moved")));
        }
    }

    private void end(ProblemException failure) {
        // The future completes first: the cancellation below makes the agent's side fail, which calls this method
        // again.
        if (!(failure == null ? done.tryComplete() : done.tryFail(failure))) {
            return;
        }
        vertx.cancelTimer(responseTimer);
        vertx.cancelTimer(idleTimer);
        if (!sent && incoming.hasBody()) {
            // Stops the pipe, which would wait for the agent. The rest of the body is discarded.
            incoming.request().handler(null).endHandler(null);
        }
        if (failure != null || !sent) {
            upstream.cancel();
        }
    }
}
