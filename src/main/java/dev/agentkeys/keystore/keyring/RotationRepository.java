package dev.agentkeys.keystore.keyring;

import dev.agentkeys.database.Database;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import dev.agentkeys.keymaterial.SealedSecret;
import dev.agentkeys.keystore.KeyStatus;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds and renews fingerprints and sealed values by the ring key under which they were made. No index leads from a
 * ring key to its fingerprints, because it would slow down every insert. Instead the statements walk over all keys in
 * the order of their ids, a bounded number at a time. The outgoing value of a key depends on a ring key just like the
 * current value, as long as its overlap lasts.
 */
@Singleton
public class RotationRepository {

    /** Before the first id. */
    public static final UUID FIRST = new UUID(0, 0);

    /** Behind the last id. */
    public static final UUID LAST = new UUID(-1, -1);

    /** How many keys one statement looks at: few enough for one request. */
    private static final int STEP = 20_000;

    private static final int SAMPLE_SIZE = 10;

    /** Finds the last id of the step that begins behind {@code $1}. */
    private static final String REACH = """
            with reach as materialized (
                select coalesce((select id from agent_api_key where id > $1 order by id offset $2 limit 1),
                                'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) as last
            )""";

    /** Whether a row {@code k} has an outgoing value that is good. */
    private static final String IN_OVERLAP = "k.previous_expires_at > now()";

    /**
     * The second column tells whether there is such a ring key, because a misspelt id must not look like a ring key
     * without dependents.
     */
    static final String DEPENDENTS =
            REACH + """
            select reach.last,
                   exists (select from key_ring_key where id = $3)
                       or exists (select from agent_api_key where sealed_key_id = $3)
                       or exists (select from agent_api_key where previous_sealed_key_id = $3),
                   d.id, d.agent_id, d.name, d.api_key_type, d.fingerprinted, d.sealed
            from reach
            left join lateral (
                select k.id, k.agent_id, k.name, k.api_key_type, under.fingerprinted, under.sealed
                from agent_api_key k
                cross join lateral (
                    select coalesce(k.fingerprint_key_id = $3, false)
                               or coalesce(IN_OVERLAP and k.previous_fingerprint_key_id = $3, false) as fingerprinted,
                           coalesce(k.sealed_key_id = $3, false)
                               or coalesce(IN_OVERLAP and k.previous_sealed_key_id = $3, false) as sealed) under
                where k.id > $1 and k.id <= reach.last
                  and (under.fingerprinted or under.sealed)
                  and IS_LIVE
                order by k.id
                limit $4) d on true
            order by d.id""".replace("IN_OVERLAP", IN_OVERLAP).replace("IS_LIVE", KeyStatus.IS_LIVE);

    static final String SEALED_AND_LIVE = """
            select k.id
            from agent_api_key k
            where k.sealed_key_id = $1 and IS_LIVE
            union all
            select k.id
            from agent_api_key k
            where k.previous_sealed_key_id = $1 and IN_OVERLAP and IS_LIVE
            limit 1""".replace("IN_OVERLAP", IN_OVERLAP).replace("IS_LIVE", KeyStatus.IS_LIVE);

    static final String SAMPLE = """
            (select id, agent_id, api_key_type, sealed_key_id, sealed_value
             from agent_api_key
             where sealed_key_id = $1
             order by id desc
             limit $2)
            union all
            (select k.id, k.agent_id, k.api_key_type, k.previous_sealed_key_id, k.previous_sealed_value
             from agent_api_key k
             where k.previous_sealed_key_id = $1 and IN_OVERLAP
             order by k.id desc
             limit $2)""".replace("IN_OVERLAP", IN_OVERLAP);

    /**
     * Also finds values that are sealed under the current ring key but have a fingerprint under another. The last
     * column tells whether the value is the outgoing one of its key.
     */
    static final String RENEWABLE = REACH + """
            select reach.last, v.id, v.agent_id, v.api_key_type, v.sealed_key_id, v.sealed_value, v.outgoing
            from reach
            left join lateral (
                select k.id, k.agent_id, k.api_key_type, k.sealed_key_id, k.sealed_value, false as outgoing
                from agent_api_key k
                where k.id > $1 and k.id <= reach.last
                  and k.sealed_value is not null
                  and (k.sealed_key_id <> $3 or k.fingerprint_key_id <> $3)
                union all
                select k.id, k.agent_id, k.api_key_type, k.previous_sealed_key_id, k.previous_sealed_value, true
                from agent_api_key k
                where k.id > $1 and k.id <= reach.last
                  and k.previous_sealed_value is not null and IN_OVERLAP
                  and (k.previous_sealed_key_id <> $3 or k.previous_fingerprint_key_id <> $3)) v on true""".replace("IN_OVERLAP", IN_OVERLAP);

    /** Changes the row only if it still holds the opened value: another request may have deleted or renewed it. */
    static final String RENEW = """
            update agent_api_key
            set sealed_value = $3, sealed_key_id = $4,
                fingerprint = coalesce($5, fingerprint), fingerprint_key_id = coalesce($6, fingerprint_key_id)
            where id = $1 and sealed_value = $2""";

    /** Does the same for the outgoing value. */
    static final String RENEW_OUTGOING = """
            update agent_api_key
            set previous_sealed_value = $3, previous_sealed_key_id = $4,
                previous_fingerprint = coalesce($5, previous_fingerprint),
                previous_fingerprint_key_id = coalesce($6, previous_fingerprint_key_id)
            where id = $1 and previous_sealed_value = $2""";

    /**
     * Counts keys by their fingerprints, and sealed secrets. A key with two fingerprints under the same ring key counts
     * once.
     */
    static final String COUNT = """
            select used.ring_key_id, count(*) filter (where used.fingerprints), count(*) filter (where used.seals)
            from agent_api_key k
            cross join lateral (values
                (k.fingerprint_key_id, true, false),
                (k.sealed_key_id, false, true),
                (case when IN_OVERLAP and k.previous_fingerprint_key_id is distinct from k.fingerprint_key_id
                      then k.previous_fingerprint_key_id end, true, false),
                (case when IN_OVERLAP then k.previous_sealed_key_id end, false, true))
                as used (ring_key_id, fingerprints, seals)
            where k.id > $1 and k.id <= $2
              and (k.fingerprint_key_id <> $3 or k.sealed_key_id <> $3
                   or k.previous_fingerprint_key_id <> $3 or k.previous_sealed_key_id <> $3)
              and used.ring_key_id <> $3
              and IS_LIVE
            group by used.ring_key_id""".replace("IN_OVERLAP", IN_OVERLAP).replace("IS_LIVE", KeyStatus.IS_LIVE);

    /**
     * One step of a walk over all keys.
     *
     * @param last the id behind which the next step begins; {@link #LAST} if this is the last step
     */
    public record Step<T>(UUID last, List<T> found) {

        /** Whether the walk ends here. */
        public boolean isLast() {
            return last.equals(LAST);
        }
    }

    /** A sealed value to renew; {@code outgoing} if a rotation of its key has replaced it. */
    public record Renewable(SealedSecret secret, boolean outgoing) {}

    private final Database database;

    RotationRepository(Database database) {
        this.database = database;
    }

    /** Up to {@code limit} keys of live agents that depend on that ring key; empty if there is no such ring key. */
    public Uni<Optional<Step<DependentKey>>> dependents(String ringKeyId, UUID after, int limit) {
        return database.execute(DEPENDENTS, Tuple.of(after, STEP, ringKeyId, limit))
                .map(rows -> {
                    var head = rows.iterator().next();
                    var found = head.getUUID(2) == null
                            ? List.<DependentKey>of()
                            : Database.list(rows, RotationRepository::dependentKey);
                    return head.getBoolean(1) || !found.isEmpty()
                            ? Optional.of(new Step<>(lookedUpTo(head, found, limit), found))
                            : Optional.empty();
                });
    }

    /** A key of a live agent that is sealed under that key of the ring, if there is one. */
    public Uni<Optional<UUID>> sealedUnder(String ringKeyId) {
        return database.executePatiently(SEALED_AND_LIVE, Tuple.of(ringKeyId))
                .map(rows -> Database.first(rows, row -> row.getUUID(0)));
    }

    /** A few secrets that are sealed under that key of the ring. */
    public Uni<List<SealedSecret>> sample(String ringKeyId) {
        return database.execute(SAMPLE, Tuple.of(ringKeyId, SAMPLE_SIZE))
                .map(rows -> Database.list(rows, row -> sealedSecret(row, 0)));
    }

    /** The next secrets to seal or to fingerprint again under the current ring key. */
    public Uni<Step<Renewable>> renewable(UUID after, String current) {
        return database.executePatiently(RENEWABLE, Tuple.of(after, STEP, current))
                .map(rows -> {
                    var head = rows.iterator().next();
                    return new Step<>(
                            head.getUUID(0),
                            head.getUUID(1) == null
                                    ? List.of()
                                    : Database.list(
                                            rows, row -> new Renewable(sealedSecret(row, 1), row.getBoolean(6))));
                });
    }

    /** Replaces a sealed value, and the fingerprint if the key has one. */
    public Uni<Void> renew(Renewable old, Sealed sealed, Optional<Fingerprint> fingerprint) {
        var parameters = Tuple.tuple()
                .addUUID(old.secret().binding().keyId())
                .addValue(Buffer.buffer(old.secret().sealed().value()))
                .addValue(Buffer.buffer(sealed.value()))
                .addString(sealed.keyId())
                .addValue(
                        fingerprint.map(Fingerprint::value).map(Buffer::buffer).orElse(null))
                .addString(fingerprint.map(Fingerprint::keyId).orElse(null));
        return database.executePatiently(old.outgoing() ? RENEW_OUTGOING : RENEW, parameters)
                .replaceWithVoid();
    }

    /** Counts what depends on each ring key other than the current one, among the keys between two ids. */
    public Uni<Map<String, Dependents>> count(UUID after, UUID last, String current) {
        return database.executePatiently(COUNT, Tuple.of(after, last, current)).map(rows -> {
            var counts = new HashMap<String, Dependents>();
            rows.forEach(row -> counts.put(row.getString(0), new Dependents(row.getLong(1), row.getLong(2))));
            return counts;
        });
    }

    /** The end of the step; the last key found, if the limit cut the step short. */
    private static UUID lookedUpTo(Row head, List<DependentKey> found, int limit) {
        return found.size() < limit
                ? head.getUUID(0)
                : found.get(found.size() - 1).id();
    }

    private static DependentKey dependentKey(Row row) {
        return new DependentKey(
                row.getUUID(2),
                row.getUUID(3),
                row.getString(4),
                KeyType.ofWireName(row.getString(5)),
                row.getBoolean(6),
                row.getBoolean(7));
    }

    private static SealedSecret sealedSecret(Row row, int column) {
        return new SealedSecret(
                new Binding.OfKey(
                        row.getUUID(column), row.getUUID(column + 1), KeyType.ofWireName(row.getString(column + 2))),
                new Sealed(row.getString(column + 3), row.getBuffer(column + 4).getBytes()));
    }
}
