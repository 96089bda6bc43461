package dev.agentkeys.forwarding.body;

import dev.agentkeys.forwarding.ForwardProblems;
import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.http.SharedMemory;
import dev.agentkeys.problem.ProblemException;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/**
 * Reads one body before its signature is checked. It holds memory until the request ends: first the memory for small
 * bodies, and that for large bodies once it is longer than a small body may be.
 */
final class SignedBody {

    private static final int SMALL_BYTES = 64 * 1024;
    /** The approximate memory of a request besides its body. */
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

    /** Reads the body to its end. Fails if fewer bytes than that arrive in a period. */
    void read(Vertx vertx, long periodMillis, long bytesPerPeriod) {
        if (!asSmall.take(REQUEST_BYTES)) {
            result.fail(noRoom());
            return;
        }
        incoming.context().addEndHandler(ended -> giveBack());
        long timer = vertx.setPeriodic(periodMillis, check -> checkRate(bytesPerPeriod));
        result.future().onComplete(done -> vertx.cancelTimer(timer));
        incoming.request()
                .handler(this::append)
                .exceptionHandler(failure -> fail(ForwardProblems.cancelled()))
                .endHandler(end -> result.tryComplete(body));
        incoming.requestBody();
        incoming.request().resume();
    }

    private void append(Buffer chunk) {
        if (result.future().isComplete()) {
            return; // The caller still sends the rest of a refused body.
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
