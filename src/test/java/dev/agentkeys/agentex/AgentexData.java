package dev.agentkeys.agentex;

import dev.agentkeys.testsupport.OwnDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** A database with the tables of an Agentex, on the server of the tests, and a role that can only read it. */
final class AgentexData implements AutoCloseable {

    private static final String TABLES = """
            create type agentstatus as enum ('READY', 'FAILED', 'UNKNOWN', 'DELETED', 'UNHEALTHY', 'BUILD_ONLY');
            create type agentinputtype as enum ('TEXT', 'JSON');
            create type agentapikeytype as enum ('INTERNAL', 'EXTERNAL', 'GITHUB', 'SLACK');
            create type deploymentstatus as enum ('PENDING', 'READY', 'FAILED');
            create table agents (
                id varchar primary key, name varchar unique, description text, docker_image varchar,
                status agentstatus, status_reason text, acp_url varchar, acp_type varchar default 'async',
                created_at timestamptz, updated_at timestamptz, registration_metadata jsonb,
                registered_at timestamptz, agent_input_type agentinputtype, production_deployment_id varchar);
            create table agent_api_keys (
                id varchar, agent_id varchar(64), created_at timestamptz, name varchar(256),
                api_key_type agentapikeytype, api_key varchar, primary key (id, agent_id));
            create table deployments (
                id varchar primary key, agent_id varchar(64), docker_image varchar, registration_metadata jsonb,
                status deploymentstatus, acp_url varchar, is_production boolean, sgp_deploy_id varchar,
                helm_release_name varchar, created_at timestamptz, promoted_at timestamptz, expires_at timestamptz);
            create role READER login password 'p$$w0rd';
            grant select on all tables in schema public to READER""";

    private final OwnDatabase database = OwnDatabase.create();
    private final Connection connection = database.connect();

    AgentexData() throws SQLException {
        execute(TABLES.replace("READER", reader()));
    }

    /** The URL in the form of SQLAlchemy. */
    String url() {
        return "postgresql+asyncpg://" + reader() + ":p$$w0rd@127.0.0.1:" + database.port() + "/" + database.name();
    }

    /** The URL for JDBC, with the role that can only read. */
    String jdbcUrl() {
        return database.jdbcUrl() + "?user=" + reader() + "&password=p$$w0rd";
    }

    /** Roles belong to the whole server, so each test needs its own role. */
    private String reader() {
        return "agentex_reader_of_" + database.name();
    }

    String agent(String name, String status) throws SQLException {
        var id = UUID.randomUUID().toString();
        agent(id, name, status);
        return id;
    }

    void agent(String id, String name, String status) throws SQLException {
        execute("""
                insert into agents (id, name, description, status, acp_url, acp_type, created_at, updated_at,
                                    registration_metadata, registered_at, agent_input_type)
                values (?, ?, 'Sorts issues', cast(? as agentstatus), 'http://127.0.0.1:8000', 'sync',
                        '2025-01-02 03:04:05.678901+00', '2025-02-02 03:04:05+00', '{"kept": 1}',
                        '2025-03-02 03:04:05+00', 'JSON')""", id, name, status);
    }

    /** Inserts a key that was created this many days after the first key. */
    String key(String agentId, String type, String name, String value, int days) throws SQLException {
        var id = UUID.randomUUID().toString();
        key(id, agentId, type, name, value, days);
        return id;
    }

    void key(String id, String agentId, String type, String name, String value, int days) throws SQLException {
        execute("""
                insert into agent_api_keys (id, agent_id, api_key_type, name, api_key, created_at)
                values (?, ?, cast(? as agentapikeytype), ?, ?, timestamptz '2025-04-01 00:00:00+00' + %d * interval '1 day')
                """.formatted(days), id, agentId, type, name, value);
    }

    void execute(String sql, String... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        database.close();
    }
}
