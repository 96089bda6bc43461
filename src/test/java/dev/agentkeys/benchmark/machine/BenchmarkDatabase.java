package dev.agentkeys.benchmark.machine;

import dev.agentkeys.testsupport.OwnPostgres;
import io.vertx.pgclient.PgConnectOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The database of the benchmark: a PostgreSQL that it starts, or one elsewhere. */
public final class BenchmarkDatabase implements AutoCloseable {

    /** Settings such as a production server has. By default the embedded server would not wait for the disk. */
    private static final Map<String, String> SERVER_SETTINGS =
            Map.of("fsync", "on", "shared_buffers", Machine.memoryInMegabytes() / 4 + "MB", "max_wal_size", "4GB");

    private final String url;
    private final OwnPostgres server;
    private final ProcessTree processes;

    private BenchmarkDatabase(String url, OwnPostgres server) {
        this.url = url;
        this.server = server;
        this.processes = server == null ? null : new ProcessTree(server.process());
    }

    /** Starts a server with an empty database. */
    public static BenchmarkDatabase start() {
        var server = OwnPostgres.start(SERVER_SETTINGS);
        return new BenchmarkDatabase(server.url(), server);
    }

    /** Uses the database at that URL, and adds rows to it. */
    public static BenchmarkDatabase at(String url) {
        return new BenchmarkDatabase(url, null);
    }

    /** The value of {@code DATABASE_URL} for the service. */
    public String url() {
        return url;
    }

    /** The options of the reactive client. */
    public PgConnectOptions connectOptions() {
        return PgConnectOptions.fromUri(url);
    }

    /** Processor time in seconds that all processes of the server have used so far; null for a server elsewhere. */
    public Double cpuSeconds() {
        return processes == null ? null : processes.cpuSeconds();
    }

    /** Executes statements one after the other, each in its own transaction. */
    public void execute(String... statements) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The rows of a query, as text. */
    public List<List<String>> query(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var result = new ArrayList<List<String>>();
            while (rows.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(rows.getString(i));
                }
                result.add(row);
            }
            return result;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops the server if this object has started it, and deletes its data. */
    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }

    private Connection connect() throws SQLException {
        var options = connectOptions();
        var jdbcUrl = "jdbc:postgresql://" + options.getHost() + ":" + options.getPort() + "/" + options.getDatabase();
        return DriverManager.getConnection(jdbcUrl, options.getUser(), options.getPassword());
    }
}
