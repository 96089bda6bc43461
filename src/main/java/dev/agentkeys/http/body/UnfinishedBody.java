package dev.agentkeys.http.body;

import dev.agentkeys.http.RequestThread;
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
 * Gathers the body of one management request while it arrives. The body is in one array, so a body that arrives byte by
 * byte takes no more memory than any other. All calls come from the thread of the request.
 */
final class UnfinishedBody implements BodyMemory.Unfinished {

    /** The memory that a request takes besides its body, from its head to its answer; an estimate. */
    static final int REQUEST_BYTES = 8 * 1024;

    /** Most bodies of management requests are a few hundred bytes long. */
    private static final int FIRST_BYTES = 256;

    private static final byte[] NOTHING = new byte[0];

    private final RoutingContext context;
    private final BodyMemory memory;
    private final int maxBytes;
    private final Promise<InputStream> result = Promise.promise();
    private byte[] content = NOTHING;
    private int length;
    private long taken;
    private long timer = -1;

    private UnfinishedBody(RoutingContext context, BodyMemory memory) {
        this.context = context;
        this.memory = memory;
        this.maxBytes = BodyLimit.of(context.request());
    }

    /** Reads the whole body. Fails with a {@link ProblemException} if the body is too large, too slow, or given up. */
    static Future<InputStream> read(RoutingContext context, BodyMemories memories) {
        var body = new UnfinishedBody(context, memories.here());
        body.start(memories.timeout());
        return body.result.future();
    }

    private void start(Duration timeout) {
        context.addEndHandler(ended -> RequestThread.run(context, this::release));
        if (!take(REQUEST_BYTES)) {
            result.fail(ProblemException.overloaded("Too many requests are under way."));
            return;
        }
        var request = context.request();
        if (request.isEnded()) {
            result.complete(InputStream.nullInputStream());
            return;
        }
        memory.add(this);
        timer = context.vertx().setTimer(timeout.toMillis(), expired -> fail(ProblemException.requestTimeout()));
        request.handler(this::append).endHandler(end -> complete());
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            context.response().writeContinue();
        }
        request.resume();
    }

    private void append(Buffer chunk) {
        if (result.future().isComplete()) {
            return; // The caller still sends a body that was given up.
        }
        int needed = length + chunk.length();
        if (needed > maxBytes) {
            fail(ProblemException.contentTooLarge());
        } else if (needed <= content.length || grow(needed)) {
            chunk.getBytes(content, length);
            length = needed;
        }
    }

    private boolean grow(int needed) {
        int capacity = content.length == 0 ? Math.max(needed, FIRST_BYTES) : Math.max(needed, 2 * content.length);
        capacity = Math.min(capacity, maxBytes);
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

    /** Gives the memory back once. Also runs if the caller closes the connection before the answer. */
    private void release() {
        stopWaiting();
        memory.giveBack(taken);
        taken = 0;
        content = NOTHING;
    }

    private void stopWaiting() {
        memory.remove(this);
        context.vertx().cancelTimer(timer);
    }
}
