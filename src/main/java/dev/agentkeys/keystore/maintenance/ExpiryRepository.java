package dev.agentkeys.keystore.maintenance;

import dev.agentkeys.database.Database;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.KeyStatus;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Finds the active keys of live agents that expire soon. */
@Singleton
public class ExpiryRepository {

    /** How many keys one statement marks. */
    public static final int BATCH = 1_000;

    private static final String IN_USE = "k.last_used_at > now() - interval '7 days'";

    static final String COUNT = """
            select count(*) filter (where k.expires_at <= now() + interval '1 day'),
                   count(*) filter (where k.expires_at <= now() + interval '7 days'),
                   count(*),
                   count(*) filter (where k.expires_at <= now() + interval '7 days' and IN_USE)
            from agent_api_key k
            where k.expires_at > now() and k.expires_at <= now() + interval '30 days' and k.enabled and IS_LIVE""".replace("IN_USE", IN_USE).replace("IS_LIVE", KeyStatus.IS_LIVE);

    /**
     * Marks keys with the day, so that one replica finds each key once a day. Skips a key that another replica is
     * marking at the same moment.
     */
    static final String MARK = """
            with due as materialized (
                select k.id
                from agent_api_key k
                where k.expires_at > now() and k.expires_at <= now() + interval '7 days' and k.enabled and IN_USE
                  and k.expiry_warned_on is distinct from (now() at time zone 'UTC')::date
                  and IS_LIVE
                order by k.expires_at, k.id
                limit $1
                for no key update of k skip locked
            )
            update agent_api_key k
            set expiry_warned_on = (now() at time zone 'UTC')::date
            from due
            where k.id = due.id
            returning k.id, k.agent_id, k.api_key_type, k.expires_at, k.last_used_at""".replace("IN_USE", IN_USE).replace("IS_LIVE", KeyStatus.IS_LIVE);

    /**
     * How many keys expire soon.
     *
     * @param usedWithinWeek those that expire within seven days and were used in the last seven
     */
    public record Expiring(long withinDay, long withinWeek, long withinMonth, long usedWithinWeek) {}

    /** A key that is in use and expires within seven days. */
    public record ExpiringKey(UUID id, UUID agentId, KeyType type, Instant expiresAt, Instant lastUsedAt) {}

    private final Database database;

    ExpiryRepository(Database database) {
        this.database = database;
    }

    /** How many keys expire within a day, seven days and thirty days. */
    public Uni<Expiring> count() {
        return database.executePatiently(COUNT, Tuple.tuple())
                .map(rows -> rows.iterator().next())
                .map(row -> new Expiring(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3)));
    }

    /** Keys that no replica has marked today; fewer than a {@link #BATCH} if no more are left. */
    public Uni<List<ExpiringKey>> mark() {
        return database.executePatiently(MARK, Tuple.of(BATCH))
                .map(rows -> Database.list(rows, ExpiryRepository::expiringKey));
    }

    private static ExpiringKey expiringKey(Row row) {
        return new ExpiringKey(
                row.getUUID(0),
                row.getUUID(1),
                KeyType.ofWireName(row.getString(2)),
                row.getOffsetDateTime(3).toInstant(),
                row.getOffsetDateTime(4).toInstant());
    }
}
