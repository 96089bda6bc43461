package dev.agentkeys.testsupport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An agent that answers each request with the same bytes of the test, and keeps its connections. */
public final class RawAgent implements AutoCloseable {

    /** When the agent answers, and what it does afterwards. */
    public enum When {
        /** After the head of a request. */
        ASKED,
        /** After the head of a request. The agent then resets the connection at once. */
        ASKED_THEN_RESET,
        /** As soon as a caller connects, without a request. */
        CALLED
    }

    private final ServerSocket server;
    private final String answer;
    private final When when;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /** Starts an agent on a free loopback port. */
    public RawAgent(String answer) {
        this(answer, When.ASKED);
    }

    /** Starts an agent that answers at that time. */
    public RawAgent(String answer, When when) {
        this.answer = answer;
        this.when = when;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Registers an agent with the URL of this one, under a name that no other test uses. */
    public Api.RegisteredAgent register() {
        return AgentServer.register("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Sends bytes unasked on each connection. */
    public void say(String bytes) {
        try {
            for (var connection : connections) {
                connection.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many connections are open. */
    public int connections() {
        return connections.size();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                var connection = server.accept();
                start(() -> serve(connection));
            }
        } catch (IOException e) {
            // The test has closed the socket.
        }
    }

    private void serve(Socket connection) {
        connections.add(connection);
        try (connection) {
            if (when == When.CALLED) {
                answer(connection);
            }
            var requests = new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
            for (var line = requests.readLine(); line != null; line = requests.readLine()) {
                if (line.isEmpty() && when != When.CALLED) {
                    answer(connection);
                }
            }
        } catch (IOException e) {
            // The caller has closed the connection.
        } finally {
            connections.remove(connection);
        }
    }

    private void answer(Socket connection) throws IOException {
        connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
        if (when == When.ASKED_THEN_RESET) {
            connection.setSoLinger(true, 0);
            connection.close();
        }
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "raw-agent");
        thread.setDaemon(true);
        thread.start();
    }
}
