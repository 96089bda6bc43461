package dev.agentkeys.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Heads that never end share a bounded memory, and the oldest of them make room for others. */
class ClientConnectionTest {

    private static final int HEAD_BYTES = 16 * 1024;

    private final BodyMemory memory = new BodyMemory(2 * HEAD_BYTES);

    @Test
    void theOldestUnfinishedHeadMakesRoomForAnother() {
        var oldest = connect();
        var other = connect();
        sendPartOfHead(oldest);
        sendPartOfHead(other);

        var latest = connect();
        sendPartOfHead(latest);

        assertFalse(oldest.isOpen());
        assertTrue(other.isOpen());
        assertTrue(latest.isOpen());
        assertEquals(2 * HEAD_BYTES, memory.taken());
    }

    @Test
    void aWholeHeadGivesItsMemoryBack() {
        var channel = connect();
        sendPartOfHead(channel);

        channel.pipeline().get(ClientConnection.class).requestBegan();
        channel.writeInbound(Unpooled.copiedBuffer(new byte[] {1}));

        assertEquals(0, memory.taken());
        assertTrue(channel.isOpen());
    }

    @Test
    void aConnectionThatEndsGivesItsMemoryBack() {
        var channel = connect();
        sendPartOfHead(channel);

        channel.close();

        assertEquals(0, memory.taken());
    }

    /** What is read behind a refused request is dropped, and takes no memory however much it is. */
    @Test
    void oneConnectionTakesNoMoreThanALargeHead() {
        var generous = new BodyMemory(Long.MAX_VALUE);
        var channel = connect(generous);

        for (int i = 0; i < 100; i++) {
            sendPartOfHead(channel);
        }

        assertEquals(64 * 1024, generous.taken());
    }

    private EmbeddedChannel connect() {
        return connect(memory);
    }

    private static EmbeddedChannel connect(BodyMemory memory) {
        var channel = new EmbeddedChannel();
        var forever = Duration.ofDays(1);
        var limits = new ConnectionLimits(Integer.MAX_VALUE, forever, forever, Long.MAX_VALUE);
        channel.pipeline().addLast(new ClientConnection(channel, limits, () -> memory));
        channel.pipeline().fireChannelActive();
        return channel;
    }

    private static void sendPartOfHead(EmbeddedChannel channel) {
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[HEAD_BYTES]));
        channel.releaseInbound();
    }
}
