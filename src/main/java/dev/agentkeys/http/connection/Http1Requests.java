package dev.agentkeys.http.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Passes on the requests of an HTTP/1 connection one by one. The next request passes when the one before is answered,
 * and only while the client reads its answers. If the client sends many more ahead, the connection is closed, because
 * they would fill the memory.
 */
final class Http1Requests extends ChannelDuplexHandler {

    /** A request without a body consists of two messages. */
    private static final int MAX_WAITING = 64;

    private final ClientConnection connection;
    private final Queue<Object> waiting = new ArrayDeque<>(0);
    private boolean busy;

    Http1Requests(ClientConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (waiting.isEmpty() && mayPass(context, message)) {
            pass(context, message);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(message);
            connection.requestsWait(true);
        } else {
            ReferenceCountUtil.release(message);
            context.close();
        }
    }

    private boolean mayPass(ChannelHandlerContext context, Object message) {
        return !(message instanceof HttpRequest) || !busy && context.channel().isWritable();
    }

    private void pass(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            busy = true;
            connection.requestBegan();
        }
        if (message instanceof LastHttpContent) {
            connection.bodyEnded();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(message, promise);
        if (message instanceof LastHttpContent && !isInterim(message)) {
            busy = false;
            connection.requestEnded();
            if (!waiting.isEmpty()) {
                context.executor().execute(() -> passWaiting(context));
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        passWaiting(context);
        context.fireChannelWritabilityChanged();
    }

    private void passWaiting(ChannelHandlerContext context) {
        boolean passed = false;
        while (!waiting.isEmpty() && mayPass(context, waiting.peek())) {
            pass(context, waiting.poll());
            passed = true;
        }
        connection.requestsWait(!waiting.isEmpty());
        if (passed) {
            context.fireChannelReadComplete(); // Vert.x flushes answers at this event.
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    /** Whether this is an interim answer, such as 100. The final answer follows it. */
    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}
