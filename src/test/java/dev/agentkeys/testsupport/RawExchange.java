package dev.agentkeys.testsupport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.restassured.RestAssured;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One connection of HTTP/1.1 on which the test writes every byte itself. A test can send what no client sends, and sees
 * answers byte by byte. {@link RawHttp2} does the same with HTTP/2. {@link Api} and {@link ServiceClient} call as
 * clients do.
 */
public final class RawExchange implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final Pattern CONTENT_LENGTH = Pattern.compile("\r\ncontent-length: (\\d+)\r\n");

    /**
     * The answer to {@link #ask}.
     *
     * @param closes whether the server closes the connection after it
     */
    public record Answer(int status, boolean closes, String body) {}

    private final Socket socket;
    private final InputStream answers;
    private boolean answering;

    /** Connects to the service under test. */
    public RawExchange() {
        this(RestAssured.port);
    }

    /** Connects to another server on this port. */
    public RawExchange(int port) {
        this(port, "127.0.0.1");
    }

    /** Connects to another server on this port, from that address. */
    public RawExchange(int port, String from) {
        try {
            socket = new Socket("127.0.0.1", port, InetAddress.getByName(from), 0);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            answers = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a GET of exactly that request target with that agent API key. Returns the whole answer. */
    public static String get(String target, String key) {
        return request(
                URI.create("http://127.0.0.1:" + RestAssured.port), "GET", target, Map.of("X-Agent-API-Key", key));
    }

    /** Sends a request without a body on a new connection. Returns the whole answer. */
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

    /** Sends a GET and returns the answer. The connection can be used again unless the answer closes it. */
    public Answer get(String path) {
        return ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /**
     * Sends a POST of that JSON and returns the answer. The connection can be used again unless the answer closes it.
     */
    public Answer post(String path, String json) {
        return ask("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + json.length() + "\r\n\r\n" + json);
    }

    private Answer ask(String request) {
        send(request);
        var first = read(1);
        answering = true;
        var head = (first + readUntil("\r\n\r\n")).toLowerCase(Locale.ROOT);
        var length = CONTENT_LENGTH.matcher(head);
        var answer = new Answer(
                Integer.parseInt(head.split(" ")[1]),
                head.contains("\r\nconnection: close\r\n"),
                read(length.find() ? Integer.parseInt(length.group(1)) : 0));
        answering = false;
        return answer;
    }

    /** Whether only a part of the answer has come so far. */
    public boolean isAnswering() {
        return answering;
    }

    /** Sends these bytes. */
    public void send(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends these bytes as far as the other side accepts them. */
    public void sendUnlessClosed(String bytes) {
        try {
            send(bytes);
        } catch (UncheckedIOException e) {
            // The other side has closed the connection, which is allowed.
        }
    }

    /** Whether the other side has closed the connection. First reads all that was sent before. */
    public boolean isClosedByServer() {
        try {
            socket.setSoTimeout(1);
            while (answers.read() >= 0) {
                answers.skip(answers.available());
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Reads until the connection closes or is reset. */
    public String readUntilClosed() {
        var read = new ByteArrayOutputStream();
        try {
            answers.transferTo(read);
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) {
            // The connection was reset.
        }
        return read.toString(ISO_8859_1);
    }

    /** Reads up to and including these characters. */
    public String readUntil(String end) {
        var read = new StringBuilder();
        try {
            while (!read.substring(Math.max(0, read.length() - end.length())).equals(end)) {
                int next = answers.read();
                if (next < 0) {
                    throw new EOFException("The connection ended after: " + read);
                }
                read.append((char) next);
            }
            return read.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads this many bytes. */
    public String read(int length) {
        try {
            var bytes = answers.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("The connection ended after: " + new String(bytes, ISO_8859_1));
            }
            return new String(bytes, ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the output, and still reads. */
    public void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resets the connection. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until the connection closes. */
    public String readAll() {
        try {
            return new String(answers.readAllBytes(), ISO_8859_1);
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
