package dev.agentkeys.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** Writes the events of an import, in the one transaction of the import. It blocks the thread during each statement. */
public final class ImportedEvents implements AutoCloseable {

    private static final String INSERT = """
            insert into audit_event (action, agent_id, api_key_id, resource_id, changes, actor, actor_mode)
            values (?, ?, ?, ?, '{}', 'import', 'system')""";

    private final PreparedStatement insert;

    /** Writes through that connection. */
    public ImportedEvents(Connection connection) throws SQLException {
        insert = connection.prepareStatement(INSERT);
    }

    /** Writes that an agent was imported. */
    public void ofAgent(AuditAction action, UUID agentId) throws SQLException {
        write(action, agentId, null, null);
    }

    /** Writes that a key was imported. */
    public void ofKey(AuditAction action, UUID agentId, UUID keyId) throws SQLException {
        write(action, agentId, keyId, null);
    }

    /** Writes that a deployment was imported. */
    public void ofDeployment(AuditAction action, UUID agentId, String deploymentId) throws SQLException {
        write(action, agentId, null, deploymentId);
    }

    @Override
    public void close() throws SQLException {
        insert.close();
    }

    private void write(AuditAction action, UUID agentId, UUID keyId, String resourceId) throws SQLException {
        insert.setString(1, action.wireName());
        insert.setObject(2, agentId);
        insert.setObject(3, keyId);
        insert.setString(4, resourceId);
        insert.executeUpdate();
    }
}
