package dev.agentkeys.http.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.http.body.BodyMemory;
import dev.agentkeys.http.connection.HeldMemory.LoopMemory;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Heads and frames that never end share a limited memory. The oldest ones make room for new ones. */
class ClientConnectionTest {

    private static final int HEAD_BYTES = 16 * 1024;

    private static final int FRAME_BYTES = 16_000;
    private static final int FRAME_HEAD_BYTES = 9;

    private final BodyMemory memory = new BodyMemory(2 * HEAD_BYTES);
    private final BodyMemory answerMemory = new BodyMemory(Long.MAX_VALUE);

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

    /** Thousands of connections may come and go in a second. */
    @Test
    void aConnectionThatEndsLeavesNoTaskThatKeepsItInMemory() {
        var channel = connect();
        assertTrue(channel.runScheduledPendingTasks() > 0);

        channel.close();

        assertEquals(-1, channel.runScheduledPendingTasks());
    }

    /** The service drops the bytes that follow a refused request, so they take no memory. */
    @Test
    void oneConnectionTakesNoMoreThanALargeHead() {
        var generous = new BodyMemory(Long.MAX_VALUE);
        var channel = connect(generous);

        for (int i = 0; i < 100; i++) {
            sendPartOfHead(channel);
        }

        assertEquals(64 * 1024, generous.taken());
    }

    @Test
    void requestsAheadOfTheirTurnTakeNoMoreThanALargeHead() {
        var channel = connect(new BodyMemory(Long.MAX_VALUE));
        var connection = channel.pipeline().get(ClientConnection.class);
        connection.requestBegan();
        connection.bodyEnded();
        connection.requestsWait(true);

        for (int i = 0; i < 4; i++) {
            sendPartOfHead(channel);
        }
        assertTrue(channel.isOpen());
        sendPartOfHead(channel);
        assertFalse(channel.isOpen());
    }

    @Test
    void theOldestUnfinishedFrameMakesRoomForAnother() {
        var oldest = connectWithHttp2();
        var other = connectWithHttp2();
        sendPartOfFrame(oldest);
        sendPartOfFrame(other);
        assertEquals(2 * FRAME_BYTES, memory.taken());

        var latest = connectWithHttp2();
        sendPartOfFrame(latest);

        assertFalse(oldest.isOpen());
        assertTrue(other.isOpen());
        assertTrue(latest.isOpen());
        assertEquals(2 * FRAME_BYTES, memory.taken());
    }

    @Test
    void aWholeFrameGivesItsMemoryBack() {
        var channel = connectWithHttp2();
        sendPartOfFrame(channel);

        send(channel, new byte[HEAD_BYTES - (FRAME_BYTES - FRAME_HEAD_BYTES)]);

        assertEquals(0, memory.taken());
        assertTrue(channel.isOpen());
    }

    @Test
    void answersThatTheWindowKeepsBackTakeMemory() {
        var channel = connectWithHttp2();
        var answers = channel.pipeline().get(Http2FrameCodec.class).encoder();
        var codec = channel.pipeline().context(Http2FrameCodec.class);
        int size = 100_000; // More than the window of 65,535 bytes.

        answers.writeHeaders(codec, 1, new DefaultHttp2Headers().status("200"), 0, false, codec.newPromise());
        answers.writeData(codec, 1, Unpooled.wrappedBuffer(new byte[size]), 0, true, codec.newPromise());
        channel.flush();
        assertTrue(answerMemory.taken() > size - 65_535);

        for (int stream : new int[] {0, 1}) {
            send(channel, new byte[] {0, 0, 4, 8, 0, 0, 0, 0, (byte) stream, 0, 1, 0, 0});
        }
        channel.flush();
        assertEquals(0, answerMemory.taken());
        channel.releaseOutbound();
    }

    @Test
    void servesNoMoreRequestsOfAClientThatLeavesManyAnswersUnread() throws Http2Exception {
        var channel = connectWithHttp2();
        var connection = channel.pipeline().get(ClientConnection.class);
        send(channel, new byte[] {0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0}); // A window of zero.
        for (int stream = 1; stream < 32; stream += 2) {
            assertTrue(connection.mayServe());
            if (stream > 1) {
                send(channel, new byte[] {0, 0, 3, 1, 5, 0, 0, 0, (byte) stream, (byte) 0x82, (byte) 0x86, (byte) 0x84
                });
            }
            answer(channel, stream);
        }
        assertFalse(connection.mayServe());

        send(channel, new byte[] {0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0}); // An open window.
        assertTrue(connection.mayServe());
        channel.releaseOutbound();
    }

    private static void answer(EmbeddedChannel channel, int stream) {
        var answers = channel.pipeline().get(Http2FrameCodec.class).encoder();
        var codec = channel.pipeline().context(Http2FrameCodec.class);
        answers.writeHeaders(codec, stream, new DefaultHttp2Headers().status("200"), 0, false, codec.newPromise());
        answers.writeData(codec, stream, Unpooled.wrappedBuffer(new byte[10]), 0, true, codec.newPromise());
    }

    /** The head of a request is complete, and its body is still to come. */
    private EmbeddedChannel connectWithHttp2() {
        var channel = connect();
        var frames = new Http2Frames();
        var codec = Http2FrameCodecBuilder.forServer().build();
        channel.pipeline().addLast(frames, codec);
        channel.pipeline().get(ClientConnection.class).speaksHttp2(codec, frames);
        send(channel, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        send(channel, new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
        // The fields "POST", "http" and "/" from the static table of HPACK.
        send(channel, new byte[] {0, 0, 3, 1, 4, 0, 0, 0, 1, (byte) 0x83, (byte) 0x86, (byte) 0x84});
        return channel;
    }

    private static void sendPartOfFrame(EmbeddedChannel channel) {
        send(channel, Arrays.copyOf(new byte[] {0, HEAD_BYTES >> 8, 0, 0, 0, 0, 0, 0, 1}, FRAME_BYTES));
    }

    private static void send(EmbeddedChannel channel, byte[] bytes) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        channel.releaseInbound();
        channel.releaseOutbound();
    }

    private EmbeddedChannel connect() {
        return connect(memory);
    }

    private EmbeddedChannel connect(BodyMemory memory) {
        var channel = new EmbeddedChannel();
        var forever = Duration.ofDays(1);
        var limits = new ConnectionLimits(Integer.MAX_VALUE, forever, forever, Long.MAX_VALUE, Long.MAX_VALUE);
        channel.pipeline().addLast(new ClientConnection(channel, limits, () -> new LoopMemory(memory, answerMemory)));
        channel.pipeline().fireChannelActive();
        return channel;
    }

    private static void sendPartOfHead(EmbeddedChannel channel) {
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[HEAD_BYTES]));
        channel.releaseInbound();
    }
}
