package dev.agentkeys.keystore;

import dev.agentkeys.database.Database;
import dev.agentkeys.database.Transaction;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import dev.agentkeys.keymaterial.SealedSecret;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Reads and issues the internal keys of agents. Each registration answers with the newest internal key. */
@Singleton
public class InternalKeyRepository {

    private static final String EXISTING_KEY = """
            with owner as (
                select id, incarnation from agent where id = $1 and status <> 'Deleted'
            ), existing as (
                select k.id, k.sealed_key_id, k.sealed_value, coalesce(k.enabled and k.expires_at <= now(), false) as expired
                from owner
                join agent_api_key k on k.agent_id = owner.id
                                    and k.agent_incarnation = owner.incarnation
                                    and k.api_key_type = 'internal'
                order by k.created_at desc, k.id desc
                limit 1
            )""";

    /** Finds the newest internal key of a live agent. */
    static final String FIND = EXISTING_KEY + """
            select id, sealed_key_id, sealed_value, expired from existing""";

    /**
     * Finds the newest internal key, or inserts the key in the parameters if there is none. If another request inserts
     * a key of that name at the same moment, this statement does not see that key yet, but the conflict returns it.
     */
    static final String FIND_OR_ISSUE = EXISTING_KEY + """
            , issued as (
                insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, hint,
                                           fingerprint, fingerprint_key_id, sealed_value, sealed_key_id, expires_at)
                select $2, id, incarnation, 'internal', $3, $4, $5, $6, $7, $8, EXPIRES_AT
                from owner
                where not exists (select from existing)
                on conflict (agent_id, agent_incarnation, api_key_type, name) do update set name = excluded.name
                returning id, sealed_key_id, sealed_value, coalesce(enabled and expires_at <= now(), false) as expired
            )
            select id, sealed_key_id, sealed_value, expired from existing
            union all
            select id, sealed_key_id, sealed_value, expired from issued""".replace("EXPIRES_AT", Expiry.expiresAt(9));

    /** Gives an expired key a new value and a new expiry, unless another request has done so meanwhile. */
    static final String RENEW_EXPIRED = """
            update agent_api_key
            set hint = $2, fingerprint = $3, fingerprint_key_id = $4, sealed_value = $5, sealed_key_id = $6,
                expires_at = EXPIRES_AT, rotated_at = greatest(now(), rotated_at + interval '1 microsecond'),
                previous_fingerprint = null, previous_fingerprint_key_id = null, previous_sealed_value = null,
                previous_sealed_key_id = null, previous_expires_at = null
            where id = $1 and enabled and expires_at <= now()
            returning id, sealed_key_id, sealed_value, false""".replace("EXPIRES_AT", Expiry.expiresAt(7));

    /**
     * The internal key of an agent.
     *
     * @param expired whether it has expired; false for a disabled key
     */
    public record InternalKey(SealedSecret secret, boolean expired) {}

    private final Database database;

    InternalKeyRepository(Database database) {
        this.database = database;
    }

    /** The internal key of a live agent; empty if there is no such agent or it has none. */
    public Uni<Optional<InternalKey>> find(UUID agentId) {
        return database.execute(FIND, Tuple.of(agentId)).map(rows -> internalKey(rows, agentId));
    }

    /** The internal key of a live agent that the transaction has locked; empty if it has none. */
    public Uni<Optional<InternalKey>> find(Transaction transaction, UUID agentId) {
        return transaction.execute(FIND, Tuple.of(agentId)).map(rows -> internalKey(rows, agentId));
    }

    /** The internal key of a live agent that the transaction has locked. Issues {@code key} if it has none. */
    public Uni<Optional<InternalKey>> findOrIssue(Transaction transaction, UUID agentId, NewKey key) {
        var parameters = key.addStoredTo(
                Tuple.of(agentId, key.id(), key.name(), key.hint().orElse(null)));
        return transaction
                .execute(FIND_OR_ISSUE, key.terms().expiry().addTimeTo(parameters))
                .map(rows -> internalKey(rows, agentId));
    }

    /** Gives the expired internal key of an agent the value and the expiry of the new key, which has the same id. */
    public Uni<Optional<InternalKey>> renewExpired(Transaction transaction, UUID agentId, NewKey key) {
        var parameters = key.addStoredTo(Tuple.of(key.id(), key.hint().orElse(null)));
        return transaction
                .execute(RENEW_EXPIRED, key.terms().expiry().addTimeTo(parameters))
                .map(rows -> internalKey(rows, agentId));
    }

    private static Optional<InternalKey> internalKey(RowSet<Row> rows, UUID agentId) {
        return Database.first(
                rows,
                row -> new InternalKey(
                        new SealedSecret(
                                new Binding.OfKey(row.getUUID(0), agentId, KeyType.INTERNAL),
                                new Sealed(row.getString(1), row.getBuffer(2).getBytes())),
                        row.getBoolean(3)));
    }
}
