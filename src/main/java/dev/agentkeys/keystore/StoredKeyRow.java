package dev.agentkeys.keystore;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.StoredKey.Revocation;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.Optional;

/** The columns of a key, in the order in which every statement selects them, and their conversion to a key. */
final class StoredKeyRow {

    /** The columns of a row {@code k} of {@code agent_api_key}. */
    static final String OF_KEY = """
            k.id, k.agent_id, k.created_at, k.name, k.api_key_type, k.hint, STATUS as status, k.expires_at,
            k.last_used_at, k.rotated_at,
            case when k.previous_expires_at > now() then k.previous_expires_at end as previous_expires_at,
            k.metadata::text as metadata, k.self_rotation,
            null::timestamptz as revoked_at, null::text as reason, null::text as comment
            """.replace("STATUS", KeyStatus.OF_KEY);

    /** The columns of a row {@code k} of {@code revoked_agent_api_key}. */
    static final String OF_REVOKED_KEY = """
            k.id, k.agent_id, k.created_at, k.name, k.api_key_type, k.hint, 'revoked' as status, k.expires_at,
            k.last_used_at, k.rotated_at, null::timestamptz as previous_expires_at, k.metadata::text as metadata,
            k.self_rotation, k.revoked_at, k.reason, k.comment
            """;

    /** The columns of a row {@code s} of a subquery that has selected either list. */
    static final String SELECTED = """
            s.id, s.agent_id, s.created_at, s.name, s.api_key_type, s.hint, s.status, s.expires_at, s.last_used_at,
            s.rotated_at, s.previous_expires_at, s.metadata, s.self_rotation, s.revoked_at, s.reason, s.comment
            """;

    /** How many columns a key has. */
    static final int WIDTH = 16;

    private StoredKeyRow() {}

    /** Replaces the names of the constants above in a statement by their columns. */
    static String withColumns(String statement) {
        return statement
                .replace("OF_KEY", OF_KEY)
                .replace("OF_REVOKED_KEY", OF_REVOKED_KEY)
                .replace("SELECTED", SELECTED);
    }

    /** The key in a row whose columns begin at that position. */
    static StoredKey toKey(Row row, int column) {
        return new StoredKey(
                row.getUUID(column),
                row.getUUID(column + 1),
                instant(row, column + 2),
                row.getString(column + 3),
                KeyType.ofWireName(row.getString(column + 4)),
                row.getString(column + 5),
                KeyStatus.ofWireName(row.getString(column + 6)),
                instant(row, column + 7),
                instant(row, column + 8),
                instant(row, column + 9),
                instant(row, column + 10),
                row.getString(column + 11),
                row.getBoolean(column + 12),
                revocation(row, column + 13));
    }

    /** The key in such a row; empty if an outer join found no key. */
    static Optional<StoredKey> toJoinedKey(Row row, int column) {
        return row.getUUID(column) == null ? Optional.empty() : Optional.of(toKey(row, column));
    }

    private static Revocation revocation(Row row, int column) {
        var at = instant(row, column);
        return at == null
                ? null
                : new Revocation(RevocationReason.ofWireName(row.getString(column + 1)), row.getString(column + 2), at);
    }

    private static Instant instant(Row row, int column) {
        var time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
