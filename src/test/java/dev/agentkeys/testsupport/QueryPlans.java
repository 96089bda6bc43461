package dev.agentkeys.testsupport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.regex.Pattern;

/**
 * The plans that PostgreSQL makes for statements with a hundred thousand agents and keys. Some agents have many keys.
 * If each agent had one key, a search among the agent's keys would cost as little as a search by name. All tests of a
 * JVM share one database with these rows, because it takes seconds to fill.
 */
public final class QueryPlans {

    /** Inserts the rows without checks of foreign keys, because the checks take most of the time. */
    private static final String MANY_ROWS = """
            set session_replication_role = replica;
            insert into agent (id, name, description, status, acp_type)
            select gen_random_uuid(), 'plan-' || n, '', 'Ready', 'async' from generate_series(1, 100000) n;
            insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name,
                                       fingerprint, fingerprint_key_id)
            select gen_random_uuid(), a.id, 1, 'external', 'key-' || n, sha256((a.name || ' ' || n)::bytea), 'k'
            from generate_series(1, 500) m
            join agent a on a.name = 'plan-' || m
            cross join generate_series(1, 200) n;
            update agent set acp_url = 'http://127.0.0.1' where name = 'plan-7';
            insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name,
                                       fingerprint, fingerprint_key_id)
            select gen_random_uuid(), a.id, 1, 'external', 'more-' || n, sha256(n::text::bytea), 'k'
            from agent a, generate_series(1, 20000) n where a.name = 'plan-1';
            insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, sealed_value, sealed_key_id)
            select gen_random_uuid(), a.id, 1, 'github', 'Org/repo-' || n, '', 'k'
            from agent a, generate_series(1, 20000) n where a.name = 'plan-1';
            update agent_api_key
            set previous_fingerprint = sha256(('previous ' || id)::bytea), previous_fingerprint_key_id = 'k',
                previous_expires_at = now() + interval '1 day'
            where name = 'key-7';
            insert into revoked_agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, fingerprint,
                                               fingerprint_key_id, created_at, self_rotation, reason)
            select gen_random_uuid(), a.id, 1, 'external', 'revoked-' || n, sha256((a.name || ' revoked ' || n)::bytea),
                   'k', now(), false, 'unspecified'
            from generate_series(1, 500) m
            join agent a on a.name = 'plan-' || m
            cross join generate_series(1, 100) n;
            insert into deployment (agent_id, agent_incarnation, id, docker_image, status)
            select a.id, 1, 'deployment-' || n, '', 'Ready'
            from generate_series(1, 500) m
            join agent a on a.name = 'plan-' || m
            cross join generate_series(1, 100) n;
            insert into idempotent_answer (scope, sealed_key_id, sealed_answer, created_at)
            select sha256(n::text::bytea), 'k', '', now() - n * interval '1 second' from generate_series(1, 100000) n;
            """;

    private static final String WITH_STATISTICS =
            "analyze agent; analyze agent_api_key; analyze revoked_agent_api_key; analyze deployment; analyze idempotent_answer";

    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

    /**
     * A new service whose agents soon have many keys. Autovacuum analyzes a table a minute after its growth, or later.
     */
    private static final String WITHOUT_STATISTICS = """
            set session_replication_role = replica;
            alter table agent set (autovacuum_enabled = false);
            alter table agent_api_key set (autovacuum_enabled = false);
            alter table revoked_agent_api_key set (autovacuum_enabled = false);
            insert into agent (id, name, description, status, acp_type)
            select gen_random_uuid(), 'plan-' || n, '', 'Ready', 'async' from generate_series(1, 3) n;
            insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name,
                                       fingerprint, fingerprint_key_id)
            select gen_random_uuid(), a.id, 1, 'external', 'key-' || n, sha256((a.name || ' ' || n)::bytea), 'k'
            from agent a, generate_series(1, 10000) n;
            analyze agent;
            """;

    private static OwnDatabase database;
    private static OwnDatabase databaseWithoutStatistics;

    private QueryPlans() {}

    /** The generic plans of statements. PostgreSQL uses these plans for prepared statements. */
    public static String[] explain(String... statements) throws SQLException {
        return explain("on", statements);
    }

    /**
     * The generic plans with sequential scans off, as on the service's connections. Only a statement without an index
     * then reads a whole table.
     */
    public static String[] explainAsTheServiceDoes(String... statements) throws SQLException {
        return explain("off", statements);
    }

    /**
     * The generic plans without sequential scans and without statistics about the tables of keys, as in the first
     * minute after many keys are created.
     */
    public static String[] explainWithoutStatistics(String... statements) throws SQLException {
        try (var connection = connectWithoutStatistics()) {
            return explain(connection, "off", statements);
        }
    }

    /** Executes a statement with these values, which are SQL. Returns the plan, which shows the executed parts. */
    public static String execute(String sql, String... values) throws SQLException {
        var withValues = sql;
        for (int i = values.length; i > 0; i--) {
            withValues = withValues.replace("$" + i, values[i - 1]);
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set enable_seqscan = off");
            return plan(statement, "explain (analyze, costs off, timing off) " + withValues);
        }
    }

    private static String[] explain(String sequentialScans, String... statements) throws SQLException {
        try (var connection = connect()) {
            return explain(connection, sequentialScans, statements);
        }
    }

    private static String[] explain(Connection connection, String sequentialScans, String... statements)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set enable_seqscan = " + sequentialScans);
            statement.execute("set plan_cache_mode = force_generic_plan");
            var plans = new String[statements.length];
            for (int i = 0; i < statements.length; i++) {
                statement.execute("prepare explained as " + statements[i]);
                plans[i] = plan(statement, "explain execute explained" + nulls(statements[i]));
                statement.execute("deallocate explained");
            }
            return plans;
        }
    }

    /** A null for each parameter, because a generic plan ignores the values. (PostgreSQL 16 and newer need none.) */
    private static String nulls(String sql) {
        int count = PARAMETER
                .matcher(sql)
                .results()
                .mapToInt(parameter -> Integer.parseInt(parameter.group(1)))
                .max()
                .orElse(0);
        return count == 0 ? "" : "(" + String.join(", ", Collections.nCopies(count, "null")) + ")";
    }

    private static synchronized Connection connect() throws SQLException {
        if (database == null) {
            database = filled(MANY_ROWS + WITH_STATISTICS);
        }
        return connect(database);
    }

    private static synchronized Connection connectWithoutStatistics() throws SQLException {
        if (databaseWithoutStatistics == null) {
            databaseWithoutStatistics = filled(WITHOUT_STATISTICS);
        }
        return connect(databaseWithoutStatistics);
    }

    private static OwnDatabase filled(String rows) throws SQLException {
        var filled = OwnDatabase.migrated();
        try (var connection = filled.connect();
                var statement = connection.createStatement()) {
            statement.execute(rows);
        }
        return filled;
    }

    private static Connection connect(OwnDatabase database) throws SQLException {
        // With the simple protocol only, the driver sends the parameters of a PREPARE unchanged.
        return DriverManager.getConnection(database.jdbcUrl() + "?preferQueryMode=simple", "postgres", "postgres");
    }

    private static String plan(Statement statement, String sql) throws SQLException {
        var plan = new StringBuilder();
        try (var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }
}
