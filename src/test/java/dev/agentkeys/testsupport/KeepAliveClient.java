package dev.agentkeys.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;

/** One connection that is used again and again until the server says it closes it, and never a retry. */
public final class KeepAliveClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 15_000;

    private final Socket socket;
    private final InputStream answers;
    private byte[] body = {};
    private boolean closing;
    private boolean answering;

    /** Connects. */
    public KeepAliveClient(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        answers = new BufferedInputStream(socket.getInputStream());
    }

    /** The status of the answer to a GET. */
    public int get(String path) throws IOException {
        return exchange("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    /** The body of the answer to a POST of that JSON. */
    public String post(String path, String json) throws IOException {
        exchange("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                + json.getBytes(UTF_8).length + "\r\n\r\n" + json);
        return new String(body, UTF_8);
    }

    private int exchange(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(UTF_8));
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = 0;
        for (var header = line(); !header.isEmpty(); header = line()) {
            var name = header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
            var value = header.substring(header.indexOf(':') + 1).strip();
            if (name.equals("content-length")) {
                length = Integer.parseInt(value);
            }
            closing |= name.equals("connection") && value.equals("close");
        }
        body = answers.readNBytes(length);
        if (body.length < length) {
            throw new IOException("The answer ends early");
        }
        answering = false;
        return status;
    }

    /** Whether a part of an answer has come, and not yet the rest. */
    public boolean isAnswering() {
        return answering;
    }

    /** Whether the server has said that it closes the connection. */
    public boolean isClosing() {
        return closing;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = answers.read(); next != '\n'; next = answers.read()) {
            if (next < 0) {
                throw new IOException("Closed without a word");
            }
            answering = true;
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
