package dev.agentkeys.http.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import org.junit.jupiter.api.Test;

class ProtocolDetectorTest {

    private static final String PROXY = "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n";
    private static final String REQUEST = "POST / HTTP/1.1\r\n\r\n";

    private boolean wouldMoveAgain;
    private String client;

    /**
     * A handler that received the event again at its new place would move again, and so on until the stack overflows.
     */
    @Test
    void movesOnceBehindTheDecoderOfTheProxyProtocol() {
        var channel = open();

        assertFalse(wouldMoveAgain);
        assertEquals(
                1,
                channel.pipeline().toMap().values().stream()
                        .filter(ProtocolDetector.class::isInstance)
                        .count());
        assertInstanceOf(ProtocolDetector.class, channel.pipeline().last());
        channel.finishAndReleaseAll();
    }

    /** The PROXY protocol begins with the same bytes as HTTP/2. */
    @Test
    void leavesTheProxyProtocolToItsDecoderInWhateverPiecesItArrives() {
        var bytes = PROXY + REQUEST;
        for (int cut = 1; cut < bytes.length(); cut++) {
            var channel = open();
            channel.writeInbound(ascii(bytes.substring(0, cut)), ascii(bytes.substring(cut)));

            assertEquals("192.0.2.1", client);
            assertEquals("\r\n" + REQUEST, read(channel));
            channel.finishAndReleaseAll();
        }
    }

    private EmbeddedChannel open() {
        client = null;
        return new EmbeddedChannel(
                new ProtocolDetector(new NoHandlers()), new HAProxyMessageDecoder(), new ProxyProtocol());
    }

    private static ByteBuf ascii(String bytes) {
        return Unpooled.copiedBuffer(bytes, US_ASCII);
    }

    private static String read(EmbeddedChannel channel) {
        var read = new StringBuilder();
        for (ByteBuf bytes = channel.readInbound(); bytes != null; bytes = channel.readInbound()) {
            read.append(bytes.toString(US_ASCII));
            bytes.release();
        }
        return read.toString();
    }

    private final class ProxyProtocol extends SimpleChannelInboundHandler<HAProxyMessage> {

        @Override
        public void channelRegistered(ChannelHandlerContext context) {
            wouldMoveAgain = context.pipeline().last() instanceof ProtocolDetector;
            context.fireChannelRegistered();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HAProxyMessage header) {
            client = header.sourceAddress();
        }
    }

    private static final class NoHandlers implements ProtocolDetector.Handlers {

        @Override
        public void addToHttp1(ChannelPipeline pipeline, String next) {}

        @Override
        public void addToHttp2(ChannelPipeline pipeline, Http2ConnectionHandler connection) {}
    }
}
