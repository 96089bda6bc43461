package dev.agentkeys.testsupport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One HTTP/2 connection without TLS to the service under test, for one request that no client sends. */
public final class RawHttp2 implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int STREAM = 1;
    private static final int BAD_REQUEST = 400;
    private static final int MANY_PARTS = 100;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 32;
    private static final int PRIORITY_BYTES = 5;
    private static final int FRAME_HEAD_BYTES = 9;

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;

    private record Frame(int type, int flags, int stream, byte[] payload) {

        boolean ends() {
            return (type == HEADERS || type == DATA) && (flags & END_STREAM) != 0;
        }
    }

    /** Connects to the service under test. */
    public RawHttp2() {
        this(RestAssured.port);
    }

    /** Connects to another process on this port. */
    public RawHttp2(int port) {
        try {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            out = socket.getOutputStream();
            in = new DataInputStream(socket.getInputStream());
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
            send(SETTINGS, 0, 0, new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the head of a request. {@code end} tells whether the request ends with it. */
    public void send(String method, String path, Map<String, String> headers, boolean end) {
        var block = new ByteArrayOutputStream();
        write(block, ":method", method);
        write(block, ":scheme", "http");
        write(block, ":authority", "localhost");
        write(block, ":path", path);
        headers.forEach((name, value) -> write(block, name, value));
        try {
            send(HEADERS, END_HEADERS | (end ? END_STREAM : 0), STREAM, block.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a head of exactly those fields, sorted by name. {@code end} tells whether the request ends with it. */
    public void sendHead(Map<String, String> fields, boolean end) {
        var block = new ByteArrayOutputStream();
        new TreeMap<>(fields).forEach((name, value) -> write(block, name, value));
        sendFrame(HEADERS, END_HEADERS | (end ? END_STREAM : 0), STREAM, block.toByteArray());
    }

    /** Sends any frame. */
    public void sendFrame(int type, int flags, int stream, byte[] payload) {
        try {
            send(type, flags, stream, payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the answer: status and body with a space between them, or {@code reset}, or {@code closed}. */
    public String readAnswer() {
        var status = "";
        var body = new ByteArrayOutputStream();
        try {
            while (true) {
                var frame = read();
                if (frame.type() == GOAWAY) {
                    return "closed";
                }
                if (frame.stream() != STREAM) {
                    continue;
                }
                if (frame.type() == RST_STREAM) {
                    return status.isEmpty() ? "reset" : status + body.toString(ISO_8859_1);
                }
                if (frame.type() == HEADERS) {
                    status = status(frame) + " ";
                } else if (frame.type() == DATA) {
                    body.writeBytes(frame.payload());
                }
                if (frame.ends()) {
                    return status + body.toString(ISO_8859_1);
                }
            }
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            return "closed"; // Both an end and a reset of the connection come here.
        }
    }

    /**
     * Sends more and more parts of a head until the service ends the connection. Returns the error code that the
     * service gives.
     */
    public long continueHeadUntilRefused(String method, String path) {
        var block = new ByteArrayOutputStream();
        write(block, ":method", method);
        write(block, ":scheme", "http");
        write(block, ":authority", "localhost");
        write(block, ":path", path);
        sendUnlessClosed(HEADERS, 0, block.toByteArray());
        for (int i = 0; i < MANY_PARTS; i++) {
            sendUnlessClosed(CONTINUATION, 0, new byte[0]);
        }
        try {
            while (true) {
                var frame = read();
                if (frame.type() == GOAWAY) {
                    return Unpooled.wrappedBuffer(frame.payload()).getUnsignedInt(Integer.BYTES);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the status of the answer. */
    public int readStatus() {
        return status(readUntil(HEADERS));
    }

    /**
     * Reads the status of the answer. Returns 400 if the service resets the stream, as it does for a request that
     * breaks HTTP/2.
     */
    public int readRefusal() {
        var frame = readUntil(HEADERS, RST_STREAM);
        return frame.type() == RST_STREAM ? BAD_REQUEST : status(frame);
    }

    private static int status(Frame answer) {
        try {
            var block = Unpooled.wrappedBuffer(answer.payload());
            return Integer.parseInt(new DefaultHttp2HeadersDecoder(false)
                    .decodeHeaders(STREAM, block)
                    .status()
                    .toString());
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the service resets the stream. */
    public void awaitReset() {
        readUntil(RST_STREAM);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Frame readUntil(Integer... types) {
        try {
            while (true) {
                var frame = read();
                if (List.of(types).contains(frame.type()) && frame.stream() == STREAM) {
                    return frame;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Frame read() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        var payload = in.readNBytes(length);
        boolean hasPriority = type == HEADERS && (flags & PRIORITY) != 0;
        return new Frame(
                type, flags, stream, hasPriority ? Arrays.copyOfRange(payload, PRIORITY_BYTES, length) : payload);
    }

    /** Sends a frame, unless the service has ended the connection. What the service sent before can still be read. */
    private void sendUnlessClosed(int type, int flags, byte[] payload) {
        try {
            send(type, flags, STREAM, payload);
        } catch (IOException e) {
            // The service has closed the connection, which is allowed.
        }
    }

    /** Writes the frame at once, because the service may end the connection after the first bytes of the frame. */
    private void send(int type, int flags, int stream, byte[] payload) throws IOException {
        out.write(ByteBuffer.allocate(FRAME_HEAD_BYTES + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array());
        out.flush();
    }

    /** Writes a literal without indexing (RFC 7541, 6.2.2). */
    private static void write(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        write(block, name);
        write(block, value);
    }

    private static void write(ByteArrayOutputStream block, String text) {
        if (text.length() > 126) {
            throw new IllegalArgumentException("Longer than one byte can say");
        }
        block.write(text.length());
        block.writeBytes(text.getBytes(ISO_8859_1));
    }
}
