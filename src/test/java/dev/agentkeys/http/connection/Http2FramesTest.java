package dev.agentkeys.http.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Counts the bytes of an unfinished frame or head, in whatever pieces they arrive. */
class Http2FramesTest {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private final Http2Frames frames = new Http2Frames();
    private final EmbeddedChannel channel = new EmbeddedChannel(frames);

    @Test
    void countsNoBytesAfterWholeFrames() {
        read("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        read(frame(SETTINGS, 0, 0));
        read(frame(DATA, 0, 70_000));

        assertEquals(0, frames.unfinished());
        assertEquals(3, frames.finished());
    }

    @Test
    void countsThePartOfAFrame() {
        read(frame(SETTINGS, 0, 6), part(frame(DATA, 0, 16_384), 16_000));

        assertEquals(16_000, frames.unfinished());
        assertEquals(1, frames.finished());
    }

    @Test
    void countsAHeadInSeveralFramesUntilItsEnd() {
        read(frame(HEADERS, 0, 100), frame(CONTINUATION, 0, 50));
        assertEquals(9 + 100 + 9 + 50, frames.unfinished());

        read(frame(CONTINUATION, END_HEADERS, 0));
        assertEquals(0, frames.unfinished());
        assertEquals(1, frames.finished());
        assertEquals(16, frames.work());
    }

    @Test
    void countsBytesThatComeOneByOne() {
        var frame = frame(HEADERS, END_HEADERS, 20);
        for (int i = 0; i < frame.length; i++) {
            assertEquals(i, frames.unfinished());
            read(new byte[] {frame[i]});
        }
        assertEquals(0, frames.unfinished());

        read(part(frame, 5));
        assertEquals(5, frames.unfinished());
    }

    private void read(byte[]... parts) {
        channel.writeInbound(Unpooled.wrappedBuffer(parts));
        channel.releaseInbound();
    }

    private static byte[] part(byte[] frame, int length) {
        return Arrays.copyOf(frame, length);
    }

    private static byte[] frame(int type, int flags, int length) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {
            (byte) (length >> 16), (byte) (length >> 8), (byte) length, (byte) type, (byte) flags, 0, 0, 0, 1
        });
        bytes.writeBytes(new byte[length]);
        return bytes.toByteArray();
    }
}
