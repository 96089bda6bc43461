package dev.agentkeys.testsupport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/**
 * A database for one test, on the server that all tests of this JVM share. A test that stops or configures the server
 * uses {@link OwnPostgres}.
 */
public class OwnDatabase implements AutoCloseable {

    private static final String USER = "postgres";

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** The database that {@link #migrated()} copies. */
    private static OwnDatabase template;

    private final int port;
    private final String name;

    OwnDatabase(int port, String name) {
        this.port = port;
        this.name = name;
    }

    /** A new, empty database. */
    public static OwnDatabase create() {
        var name = "test_" + COUNT.incrementAndGet();
        administer("create database " + name);
        return new OwnDatabase(PostgresServers.shared().getPort(), name);
    }

    /** A new database with the current schema and no rows. A copy takes less time than the migrations. */
    public static synchronized OwnDatabase migrated() {
        if (template == null) {
            var database = create();
            database.migrate();
            template = database;
        }
        return template.copy();
    }

    /** A new database with everything in this one. Nothing may be connected to this one. */
    public final OwnDatabase copy() {
        var copy = "test_" + COUNT.incrementAndGet();
        administer("create database " + copy + " template " + name);
        return new OwnDatabase(port, copy);
    }

    /** Migrates its schema without a process of the service. */
    public final void migrate() {
        Flyway.configure().dataSource(jdbcUrl(), USER, USER).load().migrate();
    }

    /** The value of {@code DATABASE_URL} for the service. */
    public final String url() {
        return "postgresql://postgres:postgres@127.0.0.1:" + port + "/" + name;
    }

    /** The port of its server on the loopback addresses. */
    public final int port() {
        return port;
    }

    /** The URL for Flyway and JDBC. */
    public final String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    /** The database's name. */
    public final String name() {
        return name;
    }

    /** A new connection to the database. */
    public final Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), USER, USER);
    }

    /** The first column of every row, as text. */
    public final List<String> query(String sql) {
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

    /** Drops the database, and ends every connection to it. */
    @Override
    public void close() {
        administer("drop database " + name + " with (force)");
    }

    private static void administer(String sql) {
        try (var connection = PostgresServers.shared().getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
