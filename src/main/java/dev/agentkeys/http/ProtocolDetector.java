package dev.agentkeys.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.http.HttpObjectDecoder;
import java.util.function.BiConsumer;

/**
 * Tells when a connection speaks HTTP/1, and has handlers added before its first request is decoded. Vert.x sets up the
 * codec of HTTP/1 after a TLS handshake, or at the first byte that does not belong to the preface of HTTP/2; in the
 * second case the bytes after that one wait here until the handlers are there. Removes itself when the protocol is known.
 */
final class ProtocolDetector extends ChannelInboundHandlerAdapter {

    /** How Vert.x names the handlers that take HTTP/1 messages from the codec. */
    private static final String UPGRADE_TO_HTTP2 = "h2c";

    private static final String CONNECTION = "handler";
    private static final String TLS = "ssl";

    private static final byte[] HTTP2_PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

    private final BiConsumer<ChannelPipeline, String> addToHttp1;
    private final boolean behindTls;
    private int prefaceBytes;

    /** {@code addToHttp1} gets the pipeline and the name of the handler before which others are to be added. */
    ProtocolDetector(BiConsumer<ChannelPipeline, String> addToHttp1) {
        this(addToHttp1, false);
    }

    private ProtocolDetector(BiConsumer<ChannelPipeline, String> addToHttp1, boolean behindTls) {
        this.addToHttp1 = addToHttp1;
        this.behindTls = behindTls;
    }

    /** Vert.x has added its first handlers by now. What the PROXY protocol says is none of HTTP. */
    @Override
    public void channelRegistered(ChannelHandlerContext connection) {
        var pipeline = connection.pipeline();
        if (pipeline.get(HAProxyMessageDecoder.class) != null) {
            pipeline.addLast(new ProtocolDetector(addToHttp1));
            pipeline.remove(this);
        }
        connection.fireChannelRegistered();
    }

    @Override
    public void channelRead(ChannelHandlerContext connection, Object message) {
        var pipeline = connection.pipeline();
        var bytes = (ByteBuf) message;
        if (!behindTls && pipeline.get(TLS) != null) {
            pipeline.addAfter(TLS, null, new ProtocolDetector(addToHttp1, true));
            connection.fireChannelRead(bytes);
            pipeline.remove(this);
            return;
        }
        if (isSetUp(pipeline)) {
            finish(connection);
            connection.fireChannelRead(bytes);
            return;
        }
        int toTell = bytesToTell(bytes);
        if (toTell == bytes.readableBytes()) {
            connection.fireChannelRead(bytes);
            finishIfSetUp(connection);
            return;
        }
        connection.fireChannelRead(bytes.readRetainedSlice(toTell));
        finishIfSetUp(connection);
        connection.fireChannelRead(bytes);
    }

    /** How many of these bytes it takes to tell the protocol, or all of them if more are needed. */
    private int bytesToTell(ByteBuf bytes) {
        int start = bytes.readerIndex();
        for (int i = 0; i < bytes.readableBytes(); i++) {
            if (bytes.getByte(start + i) != HTTP2_PREFACE[prefaceBytes] || ++prefaceBytes == HTTP2_PREFACE.length) {
                return i + 1;
            }
        }
        return bytes.readableBytes();
    }

    private void finishIfSetUp(ChannelHandlerContext connection) {
        if (isSetUp(connection.pipeline())) {
            finish(connection);
        }
    }

    private void finish(ChannelHandlerContext connection) {
        var pipeline = connection.pipeline();
        if (pipeline.get(HttpObjectDecoder.class) != null) {
            addToHttp1.accept(pipeline, pipeline.get(UPGRADE_TO_HTTP2) != null ? UPGRADE_TO_HTTP2 : CONNECTION);
        }
        pipeline.remove(this);
    }

    private static boolean isSetUp(ChannelPipeline pipeline) {
        return pipeline.get(UPGRADE_TO_HTTP2) != null || pipeline.get(CONNECTION) != null;
    }
}
