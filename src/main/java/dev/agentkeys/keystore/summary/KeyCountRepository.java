package dev.agentkeys.keystore.summary;

import dev.agentkeys.database.Database;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.KeyStatus;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Counts the keys of live agents. */
@Singleton
public class KeyCountRepository {

    private static final String COUNT = """
            select OWNER, k.api_key_type, STATUS, count(*), max(k.last_used_at)
            from agent a
            join agent_api_key k on k.agent_id = a.id and k.agent_incarnation = a.incarnation
            where CONDITION
            group by 1, 2, 3
            union all
            select OWNER, k.api_key_type, 'revoked', count(*), max(k.last_used_at)
            from agent a
            join revoked_agent_api_key k on k.agent_id = a.id and k.agent_incarnation = a.incarnation
            where CONDITION
            group by 1, 2""".replace("STATUS", KeyStatus.OF_KEY);

    static final String COUNT_ALL = COUNT.replace("OWNER", "null::uuid").replace("CONDITION", "a.status <> 'Deleted'");

    static final String COUNT_BY_AGENT = COUNT.replace("OWNER", "a.id").replace("CONDITION", "a.id = any($1::uuid[])");

    static final String EXPIRING = """
            select (k.expires_at at time zone 'UTC')::date, count(*)
            from agent_api_key k
            where k.expires_at > now() and k.expires_at <= now() + interval '30 days' and k.enabled and IS_LIVE
              and ($1::uuid[] is null or k.agent_id = any($1))
            group by 1
            order by 1""".replace("IS_LIVE", KeyStatus.IS_LIVE);

    private final Database database;

    KeyCountRepository(Database database) {
        this.database = database;
    }

    /** The number of keys by type and status: of each of these agents, or of all agents together. */
    public Uni<List<KeyCount>> count(Optional<List<UUID>> agents) {
        return agents.map(ids -> database.execute(COUNT_BY_AGENT, array(ids)))
                .orElseGet(() -> database.execute(COUNT_ALL, Tuple.tuple()))
                .map(rows -> Database.list(rows, KeyCountRepository::count));
    }

    /** The number of active keys of these agents, or of all, that expire on each of the next thirty days. */
    public Uni<List<ExpiryCount>> expiring(Optional<List<UUID>> agents) {
        return database.execute(EXPIRING, array(agents.orElse(null)))
                .map(rows -> Database.list(rows, row -> new ExpiryCount(row.getLocalDate(0), row.getLong(1))));
    }

    private static Tuple array(List<UUID> ids) {
        return Tuple.tuple().addArrayOfUUID(ids == null ? null : ids.toArray(UUID[]::new));
    }

    private static KeyCount count(Row row) {
        var lastUsedAt = row.getOffsetDateTime(4);
        return new KeyCount(
                row.getUUID(0),
                KeyType.ofWireName(row.getString(1)),
                KeyStatus.ofWireName(row.getString(2)),
                row.getLong(3),
                lastUsedAt == null ? null : lastUsedAt.toInstant());
    }
}
