package dev.agentkeys.keystore.agentex;

import dev.agentkeys.keystore.NewKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * Writes keys from another database, within the one transaction of an import. An import runs in its own process, so
 * this class uses JDBC and waits for each statement.
 */
public final class KeyImportRepository implements AutoCloseable {

    /**
     * GitHub names that differ in case only are one name here, so a number tells their keys apart. A key that was
     * revoked here is not inserted again.
     */
    private static final String INSERT = """
            insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, hint, fingerprint,
                                       fingerprint_key_id, sealed_value, sealed_key_id, created_at, same_github_name)
            select ?, a.id, a.incarnation, ?, ?, ?, ?, ?, ?, ?, coalesce(?::timestamptz, now()),
                   case when ? = 'github' then (
                       select coalesce(max(same_github_name) + 1, 0) from agent_api_key
                       where agent_id = a.id and agent_incarnation = a.incarnation and api_key_type = 'github'
                         and lower(name collate "C") = lower(? collate "C")) else 0 end
            from agent a
            where a.id = ? and a.status <> 'Deleted' and not exists (select from revoked_agent_api_key where id = ?)
            on conflict do nothing""";

    /** Skips a key that was rotated here, because the rotation has ended the value that Agentex still has. */
    private static final String UPDATE = """
            update agent_api_key k
            set name = ?, hint = ?, fingerprint = ?, fingerprint_key_id = ?, sealed_value = ?, sealed_key_id = ?,
                created_at = coalesce(?::timestamptz, k.created_at)
            from agent a
            where k.id = ? and a.id = ? and a.id = k.agent_id and a.incarnation = k.agent_incarnation
              and k.api_key_type = ? and k.rotated_at is null
              and not exists (select from agent_api_key other
                              where other.agent_id = k.agent_id and other.agent_incarnation = k.agent_incarnation
                                and other.api_key_type = k.api_key_type and other.name = ? and other.id <> k.id)""";

    private static final String OBSTACLE = """
            select (select k.agent_id = ? from agent_api_key k where k.id = ?),
                   (select a.status <> 'Deleted' from agent a where a.id = ?),
                   exists (select from revoked_agent_api_key k where k.id = ?),
                   exists (select from agent_api_key k where k.id = ? and k.rotated_at is not null)""";

    /** Why a key cannot be added. */
    public enum Obstacle {
        NO_AGENT,
        DELETED_AGENT,
        SAME_NAME,
        ID_OF_ANOTHER_AGENTS_KEY,
        REVOKED,
        SAME_KEY,
        SAME_KEY_ROTATED
    }

    private final PreparedStatement insert;
    private final PreparedStatement update;
    private final PreparedStatement obstacle;

    /** Prepares the statements on that connection. */
    public KeyImportRepository(Connection connection) throws SQLException {
        insert = connection.prepareStatement(INSERT);
        update = connection.prepareStatement(UPDATE);
        obstacle = connection.prepareStatement(OBSTACLE);
    }

    /** Adds the key to a live agent; false if there is an {@link Obstacle}. */
    public boolean add(UUID agentId, NewKey key, OffsetDateTime createdAt) throws SQLException {
        insert.setObject(1, key.id());
        insert.setString(2, key.type().wireName());
        insert.setString(3, key.name());
        int next = setValue(insert, 4, key);
        insert.setObject(next, createdAt);
        insert.setString(next + 1, key.type().wireName());
        insert.setString(next + 2, key.name());
        insert.setObject(next + 3, agentId);
        insert.setObject(next + 4, key.id());
        return insert.executeUpdate() == 1;
    }

    /** Replaces name and value of the key of that id and type; false if it was rotated, or another key has the name. */
    public boolean replace(UUID agentId, NewKey key, OffsetDateTime createdAt) throws SQLException {
        update.setString(1, key.name());
        int next = setValue(update, 2, key);
        update.setObject(next, createdAt);
        update.setObject(next + 1, key.id());
        update.setObject(next + 2, agentId);
        update.setString(next + 3, key.type().wireName());
        update.setString(next + 4, key.name());
        return update.executeUpdate() == 1;
    }

    /** Why a key was not added. */
    public Obstacle obstacle(UUID agentId, UUID keyId) throws SQLException {
        obstacle.setObject(1, agentId);
        obstacle.setObject(2, keyId);
        obstacle.setObject(3, agentId);
        obstacle.setObject(4, keyId);
        obstacle.setObject(5, keyId);
        try (var found = obstacle.executeQuery()) {
            found.next();
            var isOfAgent = (Boolean) found.getObject(1);
            var lives = (Boolean) found.getObject(2);
            if (lives == null) {
                return Obstacle.NO_AGENT;
            }
            if (!lives) {
                return Obstacle.DELETED_AGENT;
            }
            if (found.getBoolean(3)) {
                return Obstacle.REVOKED;
            }
            if (isOfAgent == null) {
                return Obstacle.SAME_NAME;
            }
            if (!isOfAgent) {
                return Obstacle.ID_OF_ANOTHER_AGENTS_KEY;
            }
            return found.getBoolean(4) ? Obstacle.SAME_KEY_ROTATED : Obstacle.SAME_KEY;
        }
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        update.close();
        obstacle.close();
    }

    /** Sets hint, fingerprint and sealed value. Returns the position of the next parameter. */
    private static int setValue(PreparedStatement statement, int first, NewKey key) throws SQLException {
        statement.setString(first, key.hint().orElse(null));
        statement.setBytes(
                first + 1, key.fingerprint().map(made -> made.value()).orElse(null));
        statement.setString(
                first + 2, key.fingerprint().map(made -> made.keyId()).orElse(null));
        statement.setBytes(first + 3, key.sealed().map(made -> made.value()).orElse(null));
        statement.setString(first + 4, key.sealed().map(made -> made.keyId()).orElse(null));
        return first + 5;
    }
}
