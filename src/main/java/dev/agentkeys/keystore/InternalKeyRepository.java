package dev.agentkeys.keystore;

import dev.agentkeys.database.Database;
import dev.agentkeys.database.Transaction;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Reads and issues the internal keys of agents: each has one at least, and is told the newest at every registration. */
@Singleton
public class InternalKeyRepository {

    private static final String EXISTING_KEY = """
            with owner as (
                select id, incarnation from agent where id = $1 and status <> 'Deleted'
            ), existing as (
                select k.id, k.sealed_key_id, k.sealed_value
                from owner
                join agent_api_key k on k.agent_id = owner.id
                                    and k.agent_incarnation = owner.incarnation
                                    and k.api_key_type = 'internal'
                order by k.created_at desc, k.id desc
                limit 1
            )""";

    /** The internal key of a live agent: the newest it has. */
    static final String FIND = EXISTING_KEY + """
            select id, sealed_key_id, sealed_value from existing""";

    /**
     * The same; if there is none, inserts the key in the parameters. If another request inserts a key of that name at the
     * same moment, this statement does not see it yet, but the conflict returns it.
     */
    static final String FIND_OR_ISSUE = EXISTING_KEY + """
            , issued as (
                insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, hint,
                                           fingerprint, fingerprint_key_id, sealed_value, sealed_key_id)
                select $2, id, incarnation, 'internal', $3, $4, $5, $6, $7, $8
                from owner
                where not exists (select from existing)
                on conflict (agent_id, agent_incarnation, api_key_type, name) do update set name = excluded.name
                returning id, sealed_key_id, sealed_value
            )
            select id, sealed_key_id, sealed_value from existing
            union all
            select id, sealed_key_id, sealed_value from issued""";

    private final Database database;

    InternalKeyRepository(Database database) {
        this.database = database;
    }

    /** The internal key of a live agent; empty if there is no such agent or it has none. */
    public Uni<Optional<SealedSecret>> find(UUID agentId) {
        return database.execute(FIND, Tuple.of(agentId)).map(rows -> secret(rows, agentId));
    }

    /** The internal key of a live agent that the transaction has locked; empty if it has none. */
    public Uni<Optional<SealedSecret>> find(Transaction transaction, UUID agentId) {
        return transaction.execute(FIND, Tuple.of(agentId)).map(rows -> secret(rows, agentId));
    }

    /** The internal key of a live agent that the transaction has locked; {@code key} if it had none. */
    public Uni<Optional<SealedSecret>> findOrIssue(Transaction transaction, UUID agentId, NewKey key) {
        var parameters = KeyRepository.addStored(
                Tuple.of(agentId, key.id(), key.name(), key.hint().orElse(null)), key);
        return transaction.execute(FIND_OR_ISSUE, parameters).map(rows -> secret(rows, agentId));
    }

    private static Optional<SealedSecret> secret(RowSet<Row> rows, UUID agentId) {
        return Database.first(
                rows,
                row -> new SealedSecret(
                        new Binding(row.getUUID(0), agentId, KeyType.INTERNAL),
                        new Sealed(row.getString(1), row.getBuffer(2).getBytes())));
    }
}
