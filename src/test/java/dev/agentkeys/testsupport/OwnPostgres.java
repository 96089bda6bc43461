package dev.agentkeys.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A PostgreSQL server for one test class. The class may stop it and start it again with the same port and data. */
public final class OwnPostgres extends OwnDatabase {

    private final Path data;
    private final Map<String, String> settings;
    private EmbeddedPostgres server;

    private OwnPostgres(Path data, Map<String, String> settings, EmbeddedPostgres server) {
        super(server.getPort(), "postgres");
        this.data = data;
        this.settings = settings;
        this.server = server;
    }

    /** A new server with an empty database. */
    public static OwnPostgres start() {
        return start(Map.of());
    }

    /** A new server with an empty database and settings of {@code postgresql.conf}. */
    public static OwnPostgres start(Map<String, String> settings) {
        var data = PostgresServers.newData();
        return new OwnPostgres(data, settings, PostgresServers.start(data, builder(settings)));
    }

    /** Stops the server, and ends every connection to it. */
    public void stop() {
        PostgresServers.stop(server);
    }

    /** Starts the server again after {@link #stop()}. */
    public void startAgain() {
        server = PostgresServers.start(data, builder(settings).setPort(port()));
    }

    /** Suspends all processes of the server. Connections are accepted, but nothing is answered. */
    public void suspend() {
        signalAll("-STOP");
    }

    /** Resumes the processes after {@link #suspend()}. */
    public void resume() {
        signalAll("-CONT");
    }

    /** The server's first process. It is the parent of the others. */
    public ProcessHandle process() {
        return ProcessHandle.of(pid()).orElseThrow();
    }

    /** Stops the server and deletes its data. */
    @Override
    public void close() {
        stop();
        PostgresServers.delete(data);
    }

    /**
     * Signals the first process before its children, so that it starts no process meanwhile. A child may have ended
     * before its signal.
     */
    private void signalAll(String signal) {
        var server = process();
        signal(signal, server);
        server.descendants().forEach(process -> signal(signal, process));
    }

    private long pid() {
        try {
            return Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void signal(String signal, ProcessHandle process) {
        try {
            var kill = new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (kill.waitFor() != 0 && process.isAlive()) {
                throw new IllegalStateException("kill " + signal + " " + process.pid() + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static EmbeddedPostgres.Builder builder(Map<String, String> settings) {
        var builder = EmbeddedPostgres.builder();
        settings.forEach(builder::setServerConfig);
        return builder;
    }
}
