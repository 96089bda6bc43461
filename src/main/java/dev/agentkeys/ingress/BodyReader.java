package dev.agentkeys.ingress;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Reads bodies whose signatures are to be checked: each up to its limit, and all together up to another. */
@Singleton
class BodyReader {

    /** What is parsed and hashed in a millisecond or two; longer, no event loop may be kept from other requests. */
    private static final int AT_ONCE_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final long maxBuffered;
    private final long timeoutMillis;
    private final AtomicLong buffered = new AtomicLong();

    BodyReader(Vertx vertx, IngressConfig config) {
        this.vertx = vertx;
        this.maxBuffered = config.maxBuffered().asLongValue();
        this.timeoutMillis = config.bodyTimeout().toMillis();
    }

    /** The whole body; fails with a {@link Refusal} if it is too large or too slow, or there is no room for it. */
    Uni<Body> read(Incoming incoming, long limit) {
        return UniHelper.toUni(Future.future(promise -> {
            if (incoming.exchange().response().closed()) {
                promise.fail(Refusal.cancelled()); // Nobody would be told so again.
            } else if (announcedLength(incoming) > limit) {
                promise.fail(Refusal.tooLarge());
            } else {
                gather(incoming, limit, promise);
            }
        }));
    }

    /** What a function finds in the body. */
    <T> Uni<T> examine(Body body, Function<Body, T> function) {
        return body.length() <= AT_ONCE_BYTES
                ? Uni.createFrom().item(body).map(function)
                : UniHelper.toUni(vertx.executeBlocking(() -> function.apply(body), false));
    }

    private void gather(Incoming incoming, long limit, Promise<Body> promise) {
        var body = new Body();
        var request = incoming.request();
        incoming.exchange().addEndHandler(ended -> buffered.addAndGet(-body.length()));
        request.handler(chunk -> {
            if (promise.future().isComplete()) {
                return; // The rest of a refused body, until its caller stops.
            }
            if (body.length() + chunk.length() > limit) {
                promise.tryFail(Refusal.tooLarge());
            } else if (buffered.addAndGet(chunk.length()) > maxBuffered) {
                buffered.addAndGet(-chunk.length());
                promise.tryFail(Refusal.busy("Too many webhooks are being checked."));
            } else {
                body.append(chunk);
            }
        });
        request.exceptionHandler(failure -> promise.tryFail(Refusal.cancelled()));
        request.endHandler(end -> promise.tryComplete(body));
        long timer = vertx.setTimer(timeoutMillis, expired -> promise.tryFail(Refusal.tooSlow()));
        promise.future().onComplete(done -> vertx.cancelTimer(timer));
        incoming.welcomeBody();
        request.resume();
    }

    private static long announcedLength(Incoming incoming) {
        try {
            var header = incoming.headers().get(HttpHeaders.CONTENT_LENGTH);
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return 0; // Not our rule: the HTTP codec refuses what is no number.
        }
    }
}
