package dev.agentkeys.apikey;

import dev.agentkeys.database.Database;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Finds and renews what is stored under retired keys of the ring. */
@Singleton
class RotationRepository {

    static final String SEALED_UNDER = """
            select id, agent_id, api_key_type, sealed_key_id, sealed_value
            from agent_api_key
            where sealed_key_id = $1 and id > $2
            order by id
            limit $3""";

    /** Only while the row still holds what was opened: it may have been deleted or renewed meanwhile. */
    static final String RESEAL = """
            update agent_api_key
            set sealed_value = $3, sealed_key_id = $4
            where id = $1 and sealed_value = $2""";

    private static final String FINGERPRINTED_UNDER = """
            select count(*)
            from agent_api_key k
            join agent a on a.id = k.agent_id and a.incarnation = k.agent_incarnation
            where k.fingerprint_key_id = $1""";

    private static final String STILL_SEALED_UNDER = "select count(*) from agent_api_key where sealed_key_id = $1";

    private final Database database;

    RotationRepository(Database database) {
        this.database = database;
    }

    /** The next rows, in the order of their ids, sealed under that key of the ring. */
    Uni<List<SealedKey>> sealedUnder(String ringKeyId, UUID after, int limit) {
        return database.executePatiently(SEALED_UNDER, Tuple.of(ringKeyId, after, limit))
                .map(rows -> {
                    var keys = new ArrayList<SealedKey>(rows.size());
                    rows.forEach(row -> keys.add(toSealedKey(row)));
                    return keys;
                });
    }

    Uni<Void> reseal(SealedKey key, Sealed renewed) {
        var parameters = Tuple.tuple()
                .addUUID(key.binding().keyId())
                .addValue(Buffer.buffer(key.sealed().value()))
                .addValue(Buffer.buffer(renewed.value()))
                .addString(renewed.keyId());
        return database.executePatiently(RESEAL, parameters).replaceWithVoid();
    }

    /** How many live keys are found by a fingerprint under that key of the ring. */
    Uni<Long> countFingerprintedUnder(String ringKeyId) {
        return count(FINGERPRINTED_UNDER, ringKeyId);
    }

    /** How many secrets are still sealed under that key of the ring. */
    Uni<Long> countSealedUnder(String ringKeyId) {
        return count(STILL_SEALED_UNDER, ringKeyId);
    }

    private Uni<Long> count(String sql, String ringKeyId) {
        return database.executePatiently(sql, Tuple.of(ringKeyId))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private static SealedKey toSealedKey(Row row) {
        return new SealedKey(
                new Binding(row.getUUID(0), row.getUUID(1), KeyType.ofWireName(row.getString(2))),
                new Sealed(row.getString(3), row.getBuffer(4).getBytes()));
    }
}
