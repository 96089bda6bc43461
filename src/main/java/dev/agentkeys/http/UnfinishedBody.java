package dev.agentkeys.http;

import dev.agentkeys.problem.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/**
 * The body of one management request while it arrives, gathered in one array, so that a body in pieces of single bytes
 * takes no more than any other. All calls come from the thread of the connection's event loop.
 */
final class UnfinishedBody implements BodyMemory.Unfinished {

    /** The longest body of a management request. */
    static final int MAX_BYTES = 64 * 1024;

    /** About what a request takes besides its body, from its head to its answer. */
    static final int REQUEST_BYTES = 8 * 1024;

    /** Most bodies of management requests are a few hundred bytes long. */
    private static final int FIRST_BYTES = 256;

    private static final byte[] NOTHING = new byte[0];

    private final RoutingContext exchange;
    private final BodyMemory memory;
    private final Promise<InputStream> result = Promise.promise();
    private byte[] content = NOTHING;
    private int length;
    private long taken;
    private long timer = -1;

    private UnfinishedBody(RoutingContext exchange, BodyMemory memory) {
        this.exchange = exchange;
        this.memory = memory;
    }

    /** The whole body; fails with a {@link ProblemException} if it is too large, too slow, or given up. */
    static Future<InputStream> read(RoutingContext exchange, BodyMemories memories) {
        var body = new UnfinishedBody(exchange, memories.here());
        body.start(memories.timeout());
        return body.result.future();
    }

    private void start(Duration timeout) {
        exchange.addEndHandler(ended -> RequestThread.run(exchange, this::release));
        if (!take(REQUEST_BYTES)) {
            result.fail(ProblemException.overloaded("Too many requests are under way."));
            return;
        }
        var request = exchange.request();
        if (request.isEnded()) {
            result.complete(InputStream.nullInputStream());
            return;
        }
        memory.add(this);
        timer = exchange.vertx().setTimer(timeout.toMillis(), expired -> fail(ProblemException.requestTimeout()));
        request.handler(this::append).endHandler(end -> complete());
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            exchange.response().writeContinue();
        }
        request.resume();
    }

    private void append(Buffer chunk) {
        if (result.future().isComplete()) {
            return; // What a caller still sends of a body that was given up.
        }
        int needed = length + chunk.length();
        if (needed > MAX_BYTES) {
            fail(ProblemException.contentTooLarge());
        } else if (needed <= content.length || grow(needed)) {
            chunk.getBytes(content, length);
            length = needed;
        }
    }

    private boolean grow(int needed) {
        int capacity = content.length == 0 ? Math.max(needed, FIRST_BYTES) : Math.max(needed, 2 * content.length);
        capacity = Math.min(capacity, MAX_BYTES);
        if (!take(capacity - content.length)) {
            giveUp();
            return false;
        }
        content = Arrays.copyOf(content, capacity);
        return true;
    }

    private void complete() {
        stopWaiting();
        result.tryComplete(new ByteArrayInputStream(content, 0, length));
    }

    @Override
    public long held() {
        return taken;
    }

    @Override
    public void giveUp() {
        fail(ProblemException.overloaded("Too many request bodies are unfinished."));
    }

    private void fail(ProblemException problem) {
        if (!result.future().isComplete()) {
            release();
            result.tryFail(problem);
        }
    }

    private boolean take(long bytes) {
        if (!memory.take(this, bytes)) {
            return false;
        }
        taken += bytes;
        return true;
    }

    /** Gives back everything, once. A caller that went away is not answered. */
    private void release() {
        stopWaiting();
        memory.giveBack(taken);
        taken = 0;
        content = NOTHING;
    }

    private void stopWaiting() {
        memory.remove(this);
        exchange.vertx().cancelTimer(timer);
    }
}
