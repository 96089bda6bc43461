package dev.agentkeys.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A PostgreSQL of one test class, which may stop it and start it again: same port, same data. */
public final class OwnPostgres implements AutoCloseable {

    private static final String USER = "postgres";

    private final Path data;
    private final Map<String, String> settings;
    private final int port;
    private EmbeddedPostgres server;

    private OwnPostgres(Map<String, String> settings) {
        try {
            this.data = Files.createTempDirectory("agent-api-keys-postgres");
            this.settings = settings;
            this.server = launch(EmbeddedPostgres.builder());
            this.port = server.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new server with an empty database. */
    public static OwnPostgres start() {
        return start(Map.of());
    }

    /** A new server with an empty database and settings of {@code postgresql.conf}. */
    public static OwnPostgres start(Map<String, String> settings) {
        return new OwnPostgres(settings);
    }

    /** What the service is given to reach it. */
    public String url() {
        return "postgresql://postgres:postgres@127.0.0.1:" + port + "/postgres";
    }

    /** Where it listens, on the loopback addresses. */
    public int port() {
        return port;
    }

    /** Stops it, and ends every connection to it. */
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again after {@link #stop()}. */
    public void startAgain() {
        try {
            server = launch(EmbeddedPostgres.builder().setPort(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Suspends all its processes: connections are accepted, and nothing is answered. */
    public void suspend() {
        signalAll("-STOP");
    }

    /** Lets them go on after {@link #suspend()}. */
    public void resume() {
        signalAll("-CONT");
    }

    /** A connection of one's own. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(server.getJdbcUrl(USER, USER), USER, USER);
    }

    /** The first column of every row, as text. */
    public List<String> query(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        stop();
        try (var files = Files.walk(data)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server first, so that it starts no process meanwhile; one of those it has may end meanwhile. */
    private void signalAll(String signal) {
        var server = ProcessHandle.of(pid()).orElseThrow();
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

    private EmbeddedPostgres launch(EmbeddedPostgres.Builder builder) throws IOException {
        settings.forEach(builder::setServerConfig);
        // The default of this fixture's library, off, is not what a production server has.
        return builder.setServerConfig("synchronous_commit", "on")
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .start();
    }
}
