package dev.agentkeys.testsupport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Map;

/**
 * One connection of HTTP/1.1 on which every byte is the test's own: what no client would send, and answers as they come.
 * {@link RawHttp2} does the same in HTTP/2; {@link Api} and {@link ServiceClient} call as clients do.
 */
public final class RawExchange implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;

    /** Connects. */
    public RawExchange() {
        this(RestAssured.port);
    }

    /** Connects to a server of the test's own. */
    public RawExchange(int port) {
        this(port, "127.0.0.1");
    }

    /** Connects to a server of the test's own, from that address. */
    public RawExchange(int port, String from) {
        try {
            socket = new Socket("127.0.0.1", port, InetAddress.getByName(from), 0);
            socket.setSoTimeout(TIMEOUT_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The whole answer to a GET of exactly that request target, with that agent API key. */
    public static String get(String target, String key) {
        return request(
                URI.create("http://127.0.0.1:" + RestAssured.port), "GET", target, Map.of("X-Agent-API-Key", key));
    }

    /** Sends a request without a body on a connection of its own; the whole answer. */
    public static String request(URI server, String method, String target, Map<String, String> headers) {
        var request =
                new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        try (var exchange = new RawExchange(server.getPort())) {
            exchange.send(request.append("\r\n").toString());
            return exchange.readAll();
        }
    }

    /** Sends what is given. */
    public void send(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends what is given, as far as the other side takes it. */
    public void sendUnlessClosed(String bytes) {
        try {
            send(bytes);
        } catch (UncheckedIOException e) {
            // It has closed the connection, as it may.
        }
    }

    /** Whether the other side has closed the connection, once all that it sent before is read. */
    public boolean isClosedByServer() {
        try {
            socket.setSoTimeout(1);
            while (socket.getInputStream().read() >= 0) {
                socket.getInputStream().skip(socket.getInputStream().available());
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** All that comes until the connection ends or breaks. */
    public String readUntilClosed() {
        var read = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(read);
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            // It is broken.
        }
        return read.toString(ISO_8859_1);
    }

    /** All that came until those characters did, they included. */
    public String readUntil(String end) {
        var read = new ByteArrayOutputStream();
        try {
            while (!read.toString(ISO_8859_1).endsWith(end)) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new AssertionError("The connection ended after: " + read.toString(ISO_8859_1));
                }
                read.write(next);
            }
            return read.toString(ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As many bytes as given. */
    public String read(int length) {
        try {
            var bytes = socket.getInputStream().readNBytes(length);
            if (bytes.length < length) {
                throw new AssertionError("The connection ended after: " + new String(bytes, ISO_8859_1));
            }
            return new String(bytes, ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more comes, and goes on reading. */
    public void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Breaks the connection off. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that comes until the connection ends. */
    public String readAll() {
        try {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
