package dev.agentkeys.keystore.maintenance;

import dev.agentkeys.audit.Actor;
import dev.agentkeys.audit.AuditAction;
import dev.agentkeys.audit.AuditTrail;
import dev.agentkeys.audit.Changes;
import dev.agentkeys.database.Database;
import dev.agentkeys.keymaterial.KeyType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Removes keys that ended long ago, and outgoing values whose overlap is over. Each statement takes one batch of rows
 * and leaves out those that another transaction has locked, so several replicas may purge at once.
 */
@Singleton
public class PurgeRepository {

    /** How many rows one statement takes: few enough for its locks to be short. */
    public static final int BATCH = 1_000;

    private static final String EVENTS =
            AuditTrail.events(AuditAction.KEY_PURGED, "select agent_id, id, null::text from purged", 2);

    /** Locks the rows before it deletes them, so that a key which gets a new expiry at that moment stays. */
    private static final String PURGE = """
            with ended as materialized (
                select id
                from TABLE
                where ENDED_AT <= now() - $1 * interval '1 second'
                order by ENDED_AT, id
                limit $2
                for update skip locked
            ), purged as (
                delete from TABLE k
                using ended
                where k.id = ended.id
                returning k.id, k.agent_id, k.api_key_type
            )EVENTS
            select id, agent_id, api_key_type from purged""".replace("EVENTS", EVENTS);

    static final String EXPIRED = PURGE.replace("TABLE", "agent_api_key").replace("ENDED_AT", "expires_at");

    static final String REVOKED =
            PURGE.replace("TABLE", "revoked_agent_api_key").replace("ENDED_AT", "revoked_at");

    /** Verifying does not need this: the outgoing value is refused from the end of its overlap on. */
    static final String OUTGOING = """
            with ended as materialized (
                select id
                from agent_api_key
                where previous_expires_at <= now()
                order by previous_expires_at, id
                limit $1
                for no key update skip locked
            )
            update agent_api_key k
            set previous_fingerprint = null, previous_fingerprint_key_id = null,
                previous_sealed_value = null, previous_sealed_key_id = null, previous_expires_at = null
            from ended
            where k.id = ended.id""";

    /** A key that was removed. */
    public record PurgedKey(UUID id, UUID agentId, KeyType type) {}

    private final Database database;

    PurgeRepository(Database database) {
        this.database = database;
    }

    /** Deletes keys that expired that long ago; fewer than a {@link #BATCH} if no more are left. */
    public Uni<List<PurgedKey>> deleteExpired(Duration retention) {
        return delete(EXPIRED, retention);
    }

    /**
     * Deletes what is left of keys that were revoked that long ago; fewer than a {@link #BATCH} if no more are left.
     */
    public Uni<List<PurgedKey>> deleteRevoked(Duration retention) {
        return delete(REVOKED, retention);
    }

    /**
     * Removes outgoing values whose overlap is over. Returns their number, which is less than {@link #BATCH} if no more
     * are left.
     */
    public Uni<Integer> clearOutgoing() {
        return database.executePatiently(OUTGOING, Tuple.of(BATCH)).map(rows -> rows.rowCount());
    }

    private Uni<List<PurgedKey>> delete(String sql, Duration retention) {
        var parameters =
                AuditTrail.parameters(Tuple.of((double) retention.toSeconds(), BATCH), Actor.system(), new Changes());
        return database.executePatiently(sql, parameters).map(rows -> Database.list(rows, PurgeRepository::purgedKey));
    }

    private static PurgedKey purgedKey(Row row) {
        return new PurgedKey(row.getUUID(0), row.getUUID(1), KeyType.ofWireName(row.getString(2)));
    }
}
