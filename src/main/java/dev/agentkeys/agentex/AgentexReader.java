package dev.agentkeys.agentex;

import dev.agentkeys.keymaterial.Secret;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the tables of an Agentex database row by row. An old database lacks some columns: they are read as null. */
final class AgentexReader {

    /** Handles the rows of a table, one batch at a time. */
    interface Batches<T> {
        void accept(List<T> rows) throws SQLException;
    }

    private interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private static final int BATCH = 500;

    private final Connection connection;

    AgentexReader(Connection connection) {
        this.connection = connection;
    }

    void agents(Batches<AgentexAgent> work) throws SQLException {
        var columns = columns("agents");
        var sql = """
                select id, name, description, status::text, status_reason, acp_url, %s, created_at, updated_at,
                       %s, %s, %s, %s
                from agents
                order by created_at, id""".formatted(
                        textOr(columns, "acp_type"),
                        timeOr(columns, "registered_at"),
                        textOr(columns, "registration_metadata"),
                        textOr(columns, "agent_input_type"),
                        textOr(columns, "production_deployment_id"));
        read(
                sql,
                work,
                row -> new AgentexAgent(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getObject(8, OffsetDateTime.class),
                        row.getObject(9, OffsetDateTime.class),
                        row.getObject(10, OffsetDateTime.class),
                        row.getString(11),
                        row.getString(12),
                        row.getString(13)));
    }

    /**
     * Agentex has no unique constraint on agent, type and name. So the query counts the newer keys that have all three
     * in common.
     */
    void keys(Batches<AgentexKey> work) throws SQLException {
        read(
                """
                select id, agent_id, api_key_type::text, name, api_key, created_at,
                       row_number() over (partition by agent_id, api_key_type, name
                                          order by created_at desc nulls last, id desc) - 1
                from agent_api_keys
                order by agent_id, created_at, id""",
                work,
                row -> new AgentexKey(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        Secret.of(row.getString(5) == null ? "" : row.getString(5)),
                        row.getObject(6, OffsetDateTime.class),
                        row.getLong(7)));
    }

    void deployments(Batches<AgentexDeployment> work) throws SQLException {
        var columns = columns("deployments");
        if (columns.isEmpty()) {
            return;
        }
        var sql = """
                select id, agent_id, docker_image, %s, status::text, acp_url, %s, %s, created_at, promoted_at, %s
                from deployments
                order by agent_id, created_at, id""".formatted(
                        textOr(columns, "registration_metadata"),
                        textOr(columns, "sgp_deploy_id"),
                        textOr(columns, "helm_release_name"),
                        timeOr(columns, "expires_at"));
        read(
                sql,
                work,
                row -> new AgentexDeployment(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getObject(9, OffsetDateTime.class),
                        row.getObject(10, OffsetDateTime.class),
                        row.getObject(11, OffsetDateTime.class)));
    }

    /** Reads with a cursor, so that a large table is never in memory as a whole. */
    private <T> void read(String sql, Batches<T> work, RowMapper<T> mapper) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(BATCH);
            try (var rows = statement.executeQuery()) {
                var batch = new ArrayList<T>(BATCH);
                while (rows.next()) {
                    batch.add(mapper.map(rows));
                    if (batch.size() == BATCH) {
                        work.accept(batch);
                        batch.clear();
                    }
                }
                work.accept(batch);
            }
        }
    }

    private Set<String> columns(String table) throws SQLException {
        try (var statement = connection.prepareStatement("""
                select attname from pg_attribute
                where attrelid = to_regclass(?) and attnum > 0 and not attisdropped""")) {
            statement.setString(1, table);
            try (var rows = statement.executeQuery()) {
                var columns = new HashSet<String>();
                while (rows.next()) {
                    columns.add(rows.getString(1));
                }
                return columns;
            }
        }
    }

    private static String textOr(Set<String> columns, String name) {
        return columns.contains(name) ? name + "::text" : "null::text";
    }

    private static String timeOr(Set<String> columns, String name) {
        return columns.contains(name) ? name : "null::timestamptz";
    }
}
