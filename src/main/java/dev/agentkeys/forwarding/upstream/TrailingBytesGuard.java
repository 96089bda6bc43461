package dev.agentkeys.forwarding.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Watches a connection to an agent for bytes that come after an answer, and ends it: they would be taken for the
 * beginning of the answer to the next request, which may be another caller's.
 *
 * <p>The end of an answer is held back until all bytes that came with it are read, so that the connection is not given
 * to another request before. All this happens on the connection's own event loop.
 */
final class TrailingBytesGuard {

    private static final String CODEC = "codec";
    /** The codec skips empty lines before an answer, but to what it keeps of one they are the end of the head. */
    private static final byte[] EMPTY_LINES = "\r\n\r\n".getBytes(US_ASCII);

    private boolean expected;
    private boolean reading;
    private boolean more;
    private HttpResponse head;
    private LastHttpContent heldEnd;

    private TrailingBytesGuard() {}

    /** Watches from now on; no request may have been sent yet. */
    static void watch(HttpConnection connection) {
        var pipeline = ((ConnectionBase) connection).channelHandlerContext().pipeline();
        var end = new TrailingBytesGuard();
        pipeline.addBefore(CODEC, "answer-bytes", end.new Bytes());
        pipeline.addAfter(CODEC, "answer-end", end.new Messages());
    }

    /** Before the codec: what comes as bytes. */
    private final class Bytes extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            if (!expected) {
                ReferenceCountUtil.release(bytes);
                context.close();
                return;
            }
            reading = true;
            context.fireChannelRead(bytes);
            if (heldEnd != null) {
                context.fireChannelRead(Unpooled.wrappedBuffer(EMPTY_LINES));
            }
            reading = false;
            if (heldEnd != null) {
                context.pipeline().context(Messages.class).fireChannelRead(takeEnd());
            }
        }
    }

    /** Behind the codec: what the bytes say, and the requests on their way there. */
    private final class Messages extends ChannelDuplexHandler {

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof HttpRequest) {
                expected = true;
            }
            context.write(message, promise);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (heldEnd != null) {
                more = true;
                ReferenceCountUtil.release(message);
                return;
            }
            if (message instanceof HttpResponse response) {
                head = response;
            }
            if (reading && message instanceof LastHttpContent end && isFinal()) {
                heldEnd = end;
            } else {
                context.fireChannelRead(message);
            }
        }
    }

    private boolean isFinal() {
        return head.status().codeClass() != HttpStatusClass.INFORMATIONAL;
    }

    /** Vert.x reads only then whether the agent closes the connection, and gives it to no other request if so. */
    private LastHttpContent takeEnd() {
        if (more) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        var end = heldEnd;
        heldEnd = null;
        expected = false;
        return end;
    }
}
