package dev.agentkeys.database.start;

import static dev.agentkeys.doctor.Finding.Area.DATABASE;

import dev.agentkeys.doctor.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a connection tells about its server, its role, and the privileges of that role. */
final class ServerFindings {

    private static final int OLDEST_TESTED = 140_000;
    private static final String UTF8 = "UTF8";

    /** The database's clock decides when a key expires. This machine's clock decides about signatures and tokens. */
    private static final Duration CLOCKS_AGREE = Duration.ofSeconds(2);
    /** How wrong this machine's clock may be before it refuses valid tokens (quarkus.oidc.token.lifespan-grace). */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(30);

    private static final String SERVER = """
            select current_setting('server_version') as version,
                   current_setting('server_version_num')::int as number,
                   current_database() as database,
                   current_user as role,
                   (select rolsuper from pg_roles where rolname = current_user) as superuser,
                   current_setting('server_encoding') as encoding,
                   coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as encrypted,
                   extract(epoch from clock_timestamp()) * 1000 as now""";

    private static final String MAY_CREATE =
            "select coalesce(has_schema_privilege(current_schema(), 'create'), false) as allowed";

    /** The service only reads {@code flyway_schema_history}, so it needs no other privilege on this table. */
    private static final String MISSING_PRIVILEGES = """
            select needed.privilege || ' on ' || found.relname as missing
              from pg_class found
             cross join unnest(array['select', 'insert', 'update', 'delete']) as needed (privilege)
             where found.relnamespace = to_regnamespace(quote_ident(current_schema()))
               and found.relkind in ('r', 'p')
               and (found.relname <> 'flyway_schema_history' or needed.privilege = 'select')
               and not has_table_privilege(found.oid, needed.privilege)
             union all
            select 'execute on ' || proname as missing
              from pg_proc
             where pronamespace = to_regnamespace(quote_ident(current_schema()))
               and not has_function_privilege(oid, 'execute')
             order by missing""";

    private final Connection connection;

    ServerFindings(Connection connection) {
        this.connection = connection;
    }

    List<Finding> ofTheServer() throws SQLException {
        var before = Instant.now();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(SERVER)) {
            row.next();
            var difference = difference(before, Instant.now(), Instant.ofEpochMilli(row.getLong("now")));
            var findings = new ArrayList<Finding>();
            findings.add(ofTheVersion(row.getString("version"), row.getInt("number")));
            findings.add(ofTheRole(row.getString("role"), row.getString("database"), row.getBoolean("superuser")));
            findings.add(ofTheEncoding(row.getString("encoding")));
            findings.add(
                    row.getBoolean("encrypted")
                            ? Finding.ok(DATABASE, "encryption", "the connection is encrypted")
                            : Finding.warning(DATABASE, "encryption", "the connection is not encrypted (sslmode)"));
            findings.add(ofTheClocks(difference));
            return findings;
        }
    }

    boolean mayCreateTables() throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(MAY_CREATE)) {
            row.next();
            return row.getBoolean("allowed");
        }
    }

    List<Finding> ofThePrivileges() throws SQLException {
        var missing = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(MISSING_PRIVILEGES)) {
            while (rows.next()) {
                missing.add(rows.getString("missing"));
            }
        }
        return List.of(
                missing.isEmpty()
                        ? Finding.ok(DATABASE, "privileges", "the role may do what requests need")
                        : Finding.failed(DATABASE, "privileges", "the role lacks " + String.join(", ", missing)));
    }

    private static Finding ofTheVersion(String version, int number) {
        return number < OLDEST_TESTED
                ? Finding.warning(
                        DATABASE, "version", "PostgreSQL " + version + " is older than the oldest tested version, 14")
                : Finding.ok(DATABASE, "version", "PostgreSQL " + version);
    }

    private static Finding ofTheRole(String role, String database, boolean superuser) {
        var connected = "connected to " + database + " as " + role;
        return superuser
                ? Finding.warning(DATABASE, "role", connected + ", a superuser; the service needs no such role")
                : Finding.ok(DATABASE, "role", connected);
    }

    private static Finding ofTheEncoding(String encoding) {
        return UTF8.equals(encoding)
                ? Finding.ok(DATABASE, "encoding", encoding)
                : Finding.failed(DATABASE, "encoding", encoding + "; the service needs " + UTF8);
    }

    /**
     * The least difference between the server's clock and this machine's, if the server's was read between the two
     * times.
     */
    static Duration difference(Instant before, Instant after, Instant server) {
        if (server.isBefore(before)) {
            return Duration.between(server, before);
        }
        return server.isAfter(after) ? Duration.between(after, server) : Duration.ZERO;
    }

    static Finding ofTheClocks(Duration difference) {
        var text = difference.compareTo(CLOCKS_AGREE) < 0
                ? "agree"
                : "the server's differs from this machine's by " + difference.toSeconds() + " s";
        if (difference.compareTo(CLOCKS_AGREE) < 0) {
            return Finding.ok(DATABASE, "clocks", text);
        }
        return difference.compareTo(CLOCKS_DIFFER) < 0
                ? Finding.warning(DATABASE, "clocks", text)
                : Finding.failed(DATABASE, "clocks", text + ": tokens and signatures would be refused");
    }
}
