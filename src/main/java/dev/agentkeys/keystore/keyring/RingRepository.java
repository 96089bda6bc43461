package dev.agentkeys.keystore.keyring;

import dev.agentkeys.audit.Actor;
import dev.agentkeys.audit.AuditAction;
import dev.agentkeys.audit.AuditTrail;
import dev.agentkeys.audit.Changes;
import dev.agentkeys.database.Database;
import dev.agentkeys.keymaterial.CheckValue;
import dev.agentkeys.keystore.keyring.KnownRingKey.Counted;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records the ring keys with which the database was used. */
@Singleton
public class RingRepository {

    /** Steps from one id to the next in the index of a column, and skips the rows in between. */
    private static final String IDS_IN_USE = """
            (
                (select COLUMN from agent_api_key where COLUMN is not null order by COLUMN limit 1)
                union all
                select (select k.COLUMN from agent_api_key k where k.COLUMN > s.id order by k.COLUMN limit 1)
                from NAME s
                where s.id is not null
            )""";

    /**
     * Lists the ring keys that are recorded, and those that seal secrets and are not recorded, because a replica of an
     * older version has sealed these secrets.
     */
    static final String KNOWN = "with recursive sealing (id) as " + idsInUse("sealing", "sealed_key_id")
            + ", sealing_outgoing (id) as " + idsInUse("sealing_outgoing", "previous_sealed_key_id") + """
            select coalesce(known.id, used.id) as id, known.check_value, known.lost_since is not null,
                   known.id is not null, used.id is not null,
                   known.fingerprinted_keys, known.sealed_secrets, known.counted_at
            from key_ring_key known
            full join (
                select id from sealing where id is not null
                union
                select id from sealing_outgoing where id is not null) used on used.id = known.id
            order by 1""";

    /**
     * Adds the check values that are missing, and replaces those of lost keys. If two replicas have different secrets
     * under one id, the check value of the first one stays. Inserts in the order of the ids, so that two replicas do
     * not wait for each other.
     */
    static final String RECORD = """
            with recorded as (
                insert into key_ring_key (id, check_value)
                select ring.id, ring.check_value
                from unnest($1::text[], $2::bytea[]) as ring (id, check_value)
                order by ring.id
                on conflict (id) do update set
                    check_value = case when key_ring_key.id = any($3::text[]) then excluded.check_value
                                       else coalesce(key_ring_key.check_value, excluded.check_value) end,
                    lost_since = null
                where key_ring_key.check_value is null or key_ring_key.lost_since is not null
                    or key_ring_key.id = any($3::text[])
                returning id
            )""" + event(AuditAction.RING_KEY_ADDED, "recorded", 3);

    static final String GIVE_UP = """
            with lost as (
                insert into key_ring_key (id, lost_since)
                values ($1, now())
                on conflict (id) do update set lost_since = excluded.lost_since
                where key_ring_key.lost_since is null
                returning id
            )""" + event(AuditAction.RING_KEY_GIVEN_UP, "lost", 1);

    static final String FORGET = """
            with forgotten as (
                delete from key_ring_key where id = $1 and lost_since is null
                returning id
            )""" + event(AuditAction.RING_KEY_REMOVED, "forgotten", 1);

    static final String COUNTED = """
            insert into key_ring_key (id, fingerprinted_keys, sealed_secrets, counted_at)
            select counted.id, counted.fingerprinted, counted.sealed, now()
            from unnest($1::text[], $2::bigint[], $3::bigint[]) as counted (id, fingerprinted, sealed)
            order by counted.id
            on conflict (id) do update set
                fingerprinted_keys = excluded.fingerprinted_keys,
                sealed_secrets = excluded.sealed_secrets,
                counted_at = excluded.counted_at""";

    private final Database database;

    RingRepository(Database database) {
        this.database = database;
    }

    /** Every ring key that the database knows, by id. */
    public Uni<Map<String, KnownRingKey>> known() {
        return database.execute(KNOWN, Tuple.tuple()).map(rows -> {
            var known = new LinkedHashMap<String, KnownRingKey>();
            rows.forEach(row -> known.put(row.getString(0), toKnown(row)));
            return known;
        });
    }

    /** Records the check values of ids that have none, and replaces those of lost keys. */
    public Uni<Void> record(List<CheckValue> ring, Collection<String> lost) {
        var parameters = Tuple.tuple()
                .addValue(ring.stream().map(CheckValue::keyId).toArray(String[]::new))
                .addValue(ring.stream().map(key -> Buffer.buffer(key.value())).toArray(Buffer[]::new))
                .addValue(lost.toArray(String[]::new));
        return database.execute(RECORD, withActor(parameters)).replaceWithVoid();
    }

    /** Records that the secret of that id is lost, so that no later start requires it. */
    public Uni<Void> giveUp(String ringKeyId) {
        return database.execute(GIVE_UP, withActor(Tuple.of(ringKeyId))).replaceWithVoid();
    }

    /** Forgets the ring key of that id, unless its secret was given up. */
    public Uni<Void> forget(String ringKeyId) {
        return database.execute(FORGET, withActor(Tuple.of(ringKeyId))).replaceWithVoid();
    }

    private static String event(AuditAction action, String changed, int parameters) {
        return AuditTrail.events(action, "select null::uuid, null::uuid, id from " + changed, parameters)
                + " select from " + changed;
    }

    /** The actor is the system: a process changes the recorded ring when it starts with another ring. */
    private static Tuple withActor(Tuple parameters) {
        return AuditTrail.parameters(parameters, Actor.system(), new Changes());
    }

    /** Stores how many keys and secrets depend on each of these ring keys. */
    public Uni<Void> counted(Map<String, Dependents> counts) {
        var parameters = Tuple.tuple()
                .addValue(counts.keySet().toArray(String[]::new))
                .addValue(
                        counts.values().stream().map(Dependents::fingerprinted).toArray(Long[]::new))
                .addValue(counts.values().stream().map(Dependents::sealed).toArray(Long[]::new));
        return database.executePatiently(COUNTED, parameters).replaceWithVoid();
    }

    private static String idsInUse(String name, String column) {
        return IDS_IN_USE.replace("NAME", name).replace("COLUMN", column);
    }

    private static KnownRingKey toKnown(Row row) {
        return new KnownRingKey(
                row.getString(0),
                row.getBoolean(3),
                Optional.ofNullable(row.getBuffer(1)).map(value -> value.getBytes()),
                row.getBoolean(2),
                row.getBoolean(4),
                Optional.ofNullable(row.getOffsetDateTime(7))
                        .map(OffsetDateTime::toInstant)
                        .map(at -> new Counted(new Dependents(row.getLong(5), row.getLong(6)), at)));
    }
}
