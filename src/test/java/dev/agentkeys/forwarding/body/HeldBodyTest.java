package dev.agentkeys.forwarding.body;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldBodyTest {

    private static final int CHUNK_BYTES = 50_000;
    private static final int CHUNKS = 400;
    private static final long FEW_BYTES = 2_000_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 65_535, 65_536, 200_001})
    void readsTheBytesAsTheyWereWritten(int length) throws IOException {
        var body = new HeldBody();
        var expected = new ByteArrayOutputStream();
        for (int i = 0; i < length; i++) {
            body.append(Buffer.buffer(1).appendByte((byte) i));
            expected.write(i);
        }

        assertEquals(length, body.length());
        assertArrayEquals(expected.toByteArray(), body.stream().readAllBytes());
        var inSteps = body.stream();
        for (byte next : expected.toByteArray()) {
            assertEquals(Byte.toUnsignedInt(next), inSteps.read());
        }
        assertEquals(-1, inSteps.read());
        assertEquals(-1, inSteps.read(new byte[1]));
        assertEquals(0, inSteps.read(new byte[0]));
    }

    @Test
    void parsingDoesNotCopyTheBody() throws IOException {
        var body = new HeldBody();
        body.append(Buffer.buffer("{\"padding\":\""));
        for (int i = 0; i < CHUNKS; i++) {
            body.append(Buffer.buffer("x".repeat(CHUNK_BYTES)));
        }
        body.append(Buffer.buffer("\",\"a\":\"found\"}"));
        JsonFields.read(body, Set.of("a")); // The first read loads classes, so that the measured read loads none.

        long before = allocated();
        var fields = JsonFields.read(body, Set.of("a"));
        long bytes = allocated() - before;

        assertEquals(Optional.of("found"), fields.text("a"));
        assertTrue(bytes < FEW_BYTES, bytes + " bytes for a body of " + body.length());
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
