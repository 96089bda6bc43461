package dev.agentkeys.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;

/** One connection that is used again and again until the server says it closes it, and never a retry. */
final class KeepAliveClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 15_000;

    private final Socket socket;
    private final InputStream answers;
    private boolean closing;
    private boolean answering;

    /** Connects. */
    KeepAliveClient(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        answers = new BufferedInputStream(socket.getInputStream());
    }

    /** The status of the answer to a GET. */
    int get(String path) throws IOException {
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1));
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
        if (answers.readNBytes(length).length < length) {
            throw new IOException("The answer ends early");
        }
        answering = false;
        return status;
    }

    /** Whether a part of an answer has come, and not yet the rest. */
    boolean isAnswering() {
        return answering;
    }

    /** Whether the server has said that it closes the connection. */
    boolean isClosing() {
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
