package dev.agentkeys.forwarding.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
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
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a connection to an agent if bytes follow an answer. The next request on the connection, which may come from
 * another caller, would get these bytes as the beginning of its answer (response smuggling).
 *
 * <p>The guard holds back the end of an answer until it has read all bytes that arrived with it. The pool gives the
 * connection to another request only after that end. Everything happens on the event loop of the connection.
 *
 * <p>It also numbers the exchanges of the connection, so that an {@link AgentRequest} ends only its own exchange.
 */
final class TrailingBytesGuard {

    private static final AttributeKey<TrailingBytesGuard> GUARD =
            AttributeKey.valueOf(TrailingBytesGuard.class, "guard");
    private static final String CODEC = "codec";
    /**
     * These lines complete an incomplete head, so that the guard sees it. Before an answer the codec skips empty lines.
     */
    private static final byte[] EMPTY_LINES = "\r\n\r\n".getBytes(US_ASCII);

    private final Channel channel;
    private boolean expected;
    private boolean sent;
    private final AtomicLong exchanges = new AtomicLong();
    private boolean reading;
    private boolean more;
    private HttpResponse head;
    private LastHttpContent heldEnd;

    private TrailingBytesGuard(Channel channel) {
        this.channel = channel;
    }

    /** Installs the guard on a new connection, before its first request. */
    static void watch(HttpConnection connection) {
        var channel = ((ConnectionBase) connection).channel();
        var pipeline = channel.pipeline();
        var guard = new TrailingBytesGuard(channel);
        channel.attr(GUARD).set(guard);
        pipeline.addBefore(CODEC, "answer-bytes", guard.new Bytes());
        pipeline.addAfter(CODEC, "answer-end", guard.new Messages());
    }

    /** Returns the guard of a connection that {@link #watch} has seen. */
    static TrailingBytesGuard of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().attr(GUARD).get();
    }

    /**
     * Returns the number of the current exchange (a request and its answer), or of the next one if none is under way.
     */
    long exchange() {
        return exchanges.get();
    }

    /** Runs the action on the event loop of the connection, unless the exchange with that number is over by then. */
    void runUnlessOver(long number, Runnable action) {
        channel.eventLoop().execute(() -> {
            if (exchanges.get() == number) {
                action.run();
            }
        });
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
                sent = false;
            }
            if (message instanceof LastHttpContent) {
                sent = true;
                endExchangeIfOver();
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

    /**
     * Sets {@code Connection: close} if more bytes follow. Vert.x reads it at the end of an answer, and then does not
     * reuse the connection.
     */
    private LastHttpContent takeEnd() {
        if (more) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        var end = heldEnd;
        heldEnd = null;
        expected = false;
        endExchangeIfOver();
        return end;
    }

    /** Ends the exchange when the request and the answer have both ended. An agent may answer before it has the whole request. */
    private void endExchangeIfOver() {
        if (sent && !expected) {
            exchanges.incrementAndGet();
        }
    }
}
