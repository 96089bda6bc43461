package dev.agentkeys.testsupport;

import java.util.List;
import java.util.UUID;

/** Ends and rotates keys directly in the database, so that a test can choose the time. */
public final class KeyLife {

    private KeyLife() {}

    /** Lets the key expire a moment ago. */
    public static void expire(String id) {
        change("update agent_api_key set expires_at = now() - interval '1 millisecond' where id = ? returning id", id);
    }

    /** Lets the key expire in an hour. */
    public static void expireLater(String id) {
        change("update agent_api_key set expires_at = now() + interval '1 hour' where id = ? returning id", id);
    }

    /** Disables the key. */
    public static void disable(String id) {
        change("update agent_api_key set enabled = false where id = ? returning id", id);
    }

    /** Revokes the key, which leaves the table. */
    public static void revoke(String id) {
        change("""
                with ended as (delete from agent_api_key where id = ? returning *)
                insert into revoked_agent_api_key (
                    id, agent_id, agent_incarnation, api_key_type, name, hint, fingerprint, fingerprint_key_id,
                    previous_fingerprint, previous_fingerprint_key_id, created_at, self_rotation, expires_at, metadata,
                    last_used_at, rotated_at, reason)
                select id, agent_id, agent_incarnation, api_key_type, name, hint, fingerprint, fingerprint_key_id,
                       previous_fingerprint, previous_fingerprint_key_id, created_at, self_rotation, expires_at, metadata,
                       last_used_at, rotated_at, 'unspecified'
                from ended
                returning id""", id);
    }

    /** Gives the key the value of another key, and removes that one. The key's old value is good for an hour. */
    public static void rotate(String id, String valueOf) {
        change("""
                with other as (delete from agent_api_key where id = ?::uuid returning fingerprint)
                update agent_api_key k
                set previous_fingerprint = k.fingerprint, previous_fingerprint_key_id = k.fingerprint_key_id,
                    previous_expires_at = now() + interval '1 hour', rotated_at = now(),
                    fingerprint = other.fingerprint
                from other
                where k.id = ?
                returning id""", valueOf, id);
    }

    /** Ends the overlap of the key a moment ago. */
    public static void endOverlap(String id) {
        change(
                "update agent_api_key set previous_expires_at = now() - interval '1 millisecond' where id = ?"
                        + " returning id",
                id);
    }

    private static void change(String sql, String... ids) {
        var changed = TestDatabase.query(
                sql, List.of(ids).stream().map(UUID::fromString).toArray());
        if (changed.size() != 1) {
            throw new AssertionError(changed + " " + sql);
        }
    }
}
