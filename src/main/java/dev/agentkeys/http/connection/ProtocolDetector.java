package dev.agentkeys.http.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;

/**
 * Finds out whether a connection speaks HTTP/1 or HTTP/2, and adds handlers before the first request is decoded. Vert.x
 * adds its own handlers after the TLS handshake. Without TLS it adds them at the first byte that does not belong to the
 * preface of HTTP/2; until then this handler keeps all bytes. It removes itself once the protocol is known.
 */
final class ProtocolDetector extends ChannelInboundHandlerAdapter {

    /** Adds handlers to a connection whose protocol is known. */
    interface Handlers {

        /** Adds handlers before the handler of that name, which takes HTTP/1 messages from the codec. */
        void addToHttp1(ChannelPipeline pipeline, String next);

        /** Adds handlers to the handler that decodes and encodes frames. */
        void addToHttp2(ChannelPipeline pipeline, Http2ConnectionHandler connection);
    }

    /** Vert.x' names of the handlers that take HTTP/1 messages from the codec. */
    private static final String UPGRADE_TO_HTTP2 = "h2c";

    private static final String CONNECTION = "handler";
    private static final String TLS = "ssl";

    private static final byte[] HTTP2_PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    /** Vert.x takes an empty line for the beginning of HTTP/1, and the codec of HTTP/1 skips it. */
    private static final byte[] EMPTY_LINE = "\r\n".getBytes(US_ASCII);

    private final Handlers handlers;
    private final boolean behindTls;
    private ByteBuf waiting = Unpooled.EMPTY_BUFFER;
    private boolean known;

    ProtocolDetector(Handlers handlers) {
        this(handlers, false);
    }

    private ProtocolDetector(Handlers handlers, boolean behindTls) {
        this.handlers = handlers;
        this.behindTls = behindTls;
    }

    /**
     * Moves this handler behind the decoder of the PROXY protocol. Vert.x has added that decoder by now. Netty does not
     * add the same handler twice, so a new handler takes the place of this one. It must not get this event: it would
     * move in turn, until the stack overflows.
     */
    @Override
    public void channelRegistered(ChannelHandlerContext connection) {
        connection.fireChannelRegistered();
        var pipeline = connection.pipeline();
        if (pipeline.get(HAProxyMessageDecoder.class) != null) {
            pipeline.addLast(new ProtocolDetector(handlers));
            pipeline.remove(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext connection, Object message) {
        var pipeline = connection.pipeline();
        var bytes = (ByteBuf) message;
        if (!behindTls && pipeline.get(TLS) != null) {
            pipeline.addAfter(TLS, null, new ProtocolDetector(handlers, true));
            connection.fireChannelRead(bytes);
            pipeline.remove(this);
        } else if (known || isSetUp(pipeline)) {
            finishIfSetUp(connection);
            connection.fireChannelRead(bytes);
        } else {
            detect(connection, bytes);
        }
    }

    private void detect(ChannelHandlerContext connection, ByteBuf latest) {
        var bytes = Unpooled.wrappedBuffer(waiting, latest);
        int matching = matchingBytes(bytes);
        if (matching < HTTP2_PREFACE.length && matching == bytes.readableBytes()) {
            waiting = bytes;
            return;
        }
        waiting = Unpooled.EMPTY_BUFFER;
        known = true;
        connection.fireChannelRead(
                matching == HTTP2_PREFACE.length
                        ? bytes.readRetainedSlice(HTTP2_PREFACE.length)
                        : Unpooled.copiedBuffer(EMPTY_LINE));
        finishIfSetUp(connection);
        connection.fireChannelRead(bytes);
    }

    /** The number of bytes that equal the beginning of HTTP/2. */
    private static int matchingBytes(ByteBuf bytes) {
        int most = Math.min(bytes.readableBytes(), HTTP2_PREFACE.length);
        int matching = 0;
        while (matching < most && bytes.getByte(bytes.readerIndex() + matching) == HTTP2_PREFACE[matching]) {
            matching++;
        }
        return matching;
    }

    private void finishIfSetUp(ChannelHandlerContext connection) {
        var pipeline = connection.pipeline();
        if (!isSetUp(pipeline)) {
            return;
        }
        if (pipeline.get(HttpObjectDecoder.class) != null) {
            handlers.addToHttp1(pipeline, pipeline.get(UPGRADE_TO_HTTP2) != null ? UPGRADE_TO_HTTP2 : CONNECTION);
        } else if (pipeline.get(CONNECTION) instanceof Http2ConnectionHandler http2) {
            handlers.addToHttp2(pipeline, http2);
        }
        pipeline.remove(this);
    }

    private static boolean isSetUp(ChannelPipeline pipeline) {
        return pipeline.get(UPGRADE_TO_HTTP2) != null || pipeline.get(CONNECTION) != null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable failure) {
        ConnectionFailures.end(connection, failure);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext connection) {
        waiting.release();
        waiting = Unpooled.EMPTY_BUFFER;
    }
}
