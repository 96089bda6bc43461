package dev.agentkeys.forwarding.body;

import dev.agentkeys.forwarding.ForwardProblems;
import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.http.SharedMemory;
import dev.agentkeys.problem.ProblemException;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/**
 * One body that is being read before its signature is checked. It holds memory until the request ends: as a small body
 * first, and as a large one once it is longer than any small one.
 */
final class SignedBody {

    private static final int SMALL_BYTES = 64 * 1024;
    /** About what a request takes besides its body. */
    private static final int REQUEST_BYTES = 8 * 1024;

    private final ForwardRequest incoming;
    private final long limit;
    private final SharedMemory.Claim asSmall;
    private final SharedMemory.Claim asLarge;
    private final Promise<HeldBody> result;
    private final HeldBody body = new HeldBody();
    private long lengthAtCheck;

    SignedBody(
            ForwardRequest incoming,
            long limit,
            SharedMemory.Claim asSmall,
            SharedMemory.Claim asLarge,
            Promise<HeldBody> result) {
        this.incoming = incoming;
        this.limit = limit;
        this.asSmall = asSmall;
        this.asLarge = asLarge;
        this.result = result;
    }

    /** Reads the body to its end, as long as that many bytes of it come within each period. */
    void read(Vertx vertx, long periodMillis, long bytesPerPeriod) {
        if (!asSmall.take(REQUEST_BYTES)) {
            result.fail(noRoom());
            return;
        }
        incoming.exchange().addEndHandler(ended -> giveBack());
        long timer = vertx.setPeriodic(periodMillis, check -> checkRate(bytesPerPeriod));
        result.future().onComplete(done -> vertx.cancelTimer(timer));
        incoming.request()
                .handler(this::append)
                .exceptionHandler(failure -> fail(ForwardProblems.cancelled()))
                .endHandler(end -> result.tryComplete(body));
        incoming.welcomeBody();
        incoming.request().resume();
    }

    private void append(Buffer chunk) {
        if (result.future().isComplete()) {
            return; // The rest of a refused body, until its caller stops.
        }
        long length = (long) body.length() + chunk.length();
        if (length > limit) {
            fail(ProblemException.contentTooLarge());
        } else if (take(chunk.length(), length)) {
            body.append(chunk);
        } else {
            fail(noRoom());
        }
    }

    private boolean take(int bytes, long length) {
        if (length <= SMALL_BYTES) {
            return asSmall.take(bytes);
        }
        if (body.length() > SMALL_BYTES) {
            return asLarge.take(bytes);
        }
        if (!asLarge.take(REQUEST_BYTES + length)) {
            return false;
        }
        asSmall.giveBack();
        return true;
    }

    private void checkRate(long bytesPerPeriod) {
        if (body.length() - lengthAtCheck < bytesPerPeriod) {
            fail(ProblemException.requestTimeout());
        }
        lengthAtCheck = body.length();
    }

    private void fail(ProblemException refusal) {
        if (result.tryFail(refusal)) {
            body.clear();
            giveBack();
        }
    }

    private void giveBack() {
        asSmall.giveBack();
        asLarge.giveBack();
    }

    private static ProblemException noRoom() {
        return ProblemException.overloaded("Too many webhooks are being checked.");
    }
}
