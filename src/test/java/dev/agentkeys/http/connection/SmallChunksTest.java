package dev.agentkeys.http.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.http.body.BodyMemory;
import dev.agentkeys.http.connection.HeldMemory.LoopMemory;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Joins small chunks into larger ones. A body of only tiny chunks is refused, because it costs too much time. */
class SmallChunksTest {

    private static final String HEAD = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final int MANY = 2000;

    private final EmbeddedChannel channel = connect();
    private int bytes;
    private int parts;
    private int failures;

    @Test
    void joinsSmallChunks() {
        send(HEAD + chunk(10).repeat(100));

        assertEquals(1000, bytes);
        assertEquals(1, parts);
        assertEquals(0, failures);
    }

    @Test
    void refusesThousandsOfTinyChunksAtOnceAndReadsNoMore() {
        send(HEAD + chunk(1).repeat(MANY));
        send("0\r\n\r\n");

        assertEquals(1, failures);
        assertEquals(0, bytes);
    }

    @Test
    void acceptsTinyChunksThatComeOneByOne() {
        send(HEAD);
        for (int i = 0; i < MANY; i++) {
            send(chunk(1));
        }

        assertEquals(MANY, bytes);
        assertEquals(0, failures);
    }

    @Test
    void acceptsChunksOfSomeBytes() {
        send(HEAD + chunk(16).repeat(MANY));

        assertEquals(16 * MANY, bytes);
        assertEquals(0, failures);
    }

    private void send(String sent) {
        channel.writeInbound(Unpooled.copiedBuffer(sent, US_ASCII));
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof HttpContent content) {
                if (content.decoderResult().isFailure()) {
                    failures++;
                } else {
                    bytes += content.content().readableBytes();
                    parts++;
                }
            }
            ReferenceCountUtil.release(message);
        }
    }

    private static String chunk(int size) {
        return Integer.toHexString(size) + "\r\n" + "x".repeat(size) + "\r\n";
    }

    private static EmbeddedChannel connect() {
        var channel = new EmbeddedChannel();
        var forever = Duration.ofDays(1);
        var limits = new ConnectionLimits(Integer.MAX_VALUE, forever, forever, Long.MAX_VALUE, Long.MAX_VALUE);
        var memory = new LoopMemory(new BodyMemory(Long.MAX_VALUE), new BodyMemory(Long.MAX_VALUE));
        var connection = new ClientConnection(channel, limits, () -> memory);
        channel.pipeline().addLast(connection, new HttpServerCodec(), new SmallChunks(connection));
        channel.pipeline().fireChannelActive();
        return channel;
    }
}
