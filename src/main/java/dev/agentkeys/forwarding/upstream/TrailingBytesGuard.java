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
 * Closes a connection to an agent if bytes follow an answer. The next request on the connection, which may come from
 * another caller, would get these bytes as the beginning of its answer (response smuggling).
 *
 * <p>The guard holds back the end of an answer until it has read all bytes that arrived with it, so that the pool does not
 * give the connection to another request before. Everything happens on the event loop of the connection.
 */
final class TrailingBytesGuard {

    private static final String CODEC = "codec";
    /** The codec skips empty lines before an answer; after an incomplete head they complete it. */
    private static final byte[] EMPTY_LINES = "\r\n\r\n".getBytes(US_ASCII);

    private boolean expected;
    private boolean reading;
    private boolean more;
    private HttpResponse head;
    private LastHttpContent heldEnd;

    private TrailingBytesGuard() {}

    /** Installs the guard on a new connection, before its first request. */
    static void watch(HttpConnection connection) {
        var pipeline = ((ConnectionBase) connection).channelHandlerContext().pipeline();
        var guard = new TrailingBytesGuard();
        pipeline.addBefore(CODEC, "answer-bytes", guard.new Bytes());
        pipeline.addAfter(CODEC, "answer-end", guard.new Messages());
    }

    /** Sees the bytes that arrive, before the codec. */
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

    /** Sees the answers that the codec decodes, and the requests before it encodes them. */
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

    /** Vert.x reads {@code Connection: close} at the end of an answer, and then does not reuse the connection. */
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
