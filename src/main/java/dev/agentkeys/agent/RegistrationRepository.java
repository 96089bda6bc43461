package dev.agentkeys.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.database.Database;
import dev.agentkeys.database.SqlState;
import dev.agentkeys.database.Transaction;
import dev.agentkeys.keymaterial.Sealed;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.validation.InvalidRequestException;
import dev.agentkeys.validation.ViolationKind;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The statements of a registration, most of them for one transaction that holds the agent's row. */
@Singleton
class RegistrationRepository {

    private static final String NAME_CONSTRAINT = "agent_name_unique";
    private static final String METADATA_CONSTRAINT = "agent_registration_metadata_size";

    /** Metadata is merged key by key, by the database: numbers stay as they were written. */
    private static final String MERGED =
            "coalesce(registration_metadata || cast($2::text as jsonb), cast($2::text as jsonb), registration_metadata)";

    /** Keeps other registrations and deletions of the agent waiting, and lets keys be created for it. */
    private static final String LOCK = "select " + AgentRow.COLUMNS + ", incarnation, acp_url, " + MERGED
            + " is distinct from registration_metadata from agent where COLUMN = $1 for no key update";

    static final String LOCK_BY_ID = LOCK.replace("COLUMN", "id");
    static final String LOCK_BY_NAME = LOCK.replace("COLUMN", "name");

    /** Takes the name. No other transaction sees the row before this one has brought the agent to life. */
    static final String RESERVE = """
            insert into agent (id, name, description, status, acp_type)
            values ($1, $2, '', 'Deleted', 'async')
            on conflict do nothing
            returning\s""" + AgentRow.COLUMNS + ", incarnation, acp_url, true";

    static final String UPDATE = """
            update agent
            set registration_metadata = case when $3 then cast($2::text as jsonb) else MERGED end,
                name = $4, description = $5, status = $6, status_reason = $7, acp_type = $8, acp_url = $9,
                agent_input_type = $10,
                updated_at = now(),
                registered_at = case when $6 = 'Ready' then now() when not $3 then registered_at end
            where id = $1
            returning\s""".replace("MERGED", MERGED) + AgentRow.COLUMNS;

    private static final String EXISTING_KEY = """
            with owner as (
                select id, incarnation from agent where id = $1 and status <> 'Deleted'
            ), existing as (
                select k.id, k.sealed_key_id, k.sealed_value
                from owner
                join agent_api_key k on k.agent_id = owner.id
                                    and k.agent_incarnation = owner.incarnation
                                    and k.api_key_type = 'internal'
                order by k.created_at, k.id
                limit 1
            )""";

    /** The internal key of a live agent: the oldest it has. */
    static final String EXISTING_INTERNAL_KEY = EXISTING_KEY + """
            select id, sealed_key_id, sealed_value from existing""";

    /**
     * The same, or else the one that comes along. A key of that name which another request creates at the same time is
     * not visible yet, and is returned all the same.
     */
    static final String INTERNAL_KEY = EXISTING_KEY + """
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

    RegistrationRepository(Database database) {
        this.database = database;
    }

    /** @param agent the id or name of the agent that the work is about */
    <T> Uni<T> inTransaction(String agent, Function<Transaction, Uni<T>> work) {
        return database.inTransaction(agent, work);
    }

    /** The agent of that id, held until the transaction ends. */
    Uni<Optional<StoredAgent>> lock(Transaction transaction, UUID id, AgentProfile profile) {
        return transaction.execute(LOCK_BY_ID, Tuple.of(id, metadata(profile))).map(RegistrationRepository::toStored);
    }

    /** The agent that has the name of the profile, held until the transaction ends. */
    Uni<Optional<StoredAgent>> lock(Transaction transaction, AgentProfile profile) {
        return transaction
                .execute(LOCK_BY_NAME, Tuple.of(profile.name(), metadata(profile)))
                .map(RegistrationRepository::toStored);
    }

    /** A new agent of that id and name, not alive yet; empty if one of them is taken. */
    Uni<Optional<StoredAgent>> reserve(Transaction transaction, UUID id, String name) {
        return transaction.execute(RESERVE, Tuple.of(id, name)).map(RegistrationRepository::toStored);
    }

    /** Writes the state of an agent that the transaction holds, and the metadata of the profile. */
    Uni<Agent> update(
            Transaction transaction, UUID id, AgentState state, AgentProfile profile, boolean replacesMetadata) {
        var parameters = Tuple.of(id, metadata(profile), replacesMetadata)
                .addString(state.name())
                .addString(state.description())
                .addString(state.status().storedName())
                .addString(state.statusReason().orElse(null))
                .addString(state.acpType().storedName())
                .addString(state.acpUrl().orElse(null))
                .addString(state.inputType().map(AgentInputType::storedName).orElse(null));
        return transaction
                .execute(UPDATE, parameters)
                .map(rows -> AgentRow.toAgent(rows.iterator().next()))
                .onFailure(failure -> SqlState.isUniqueViolation(failure, NAME_CONSTRAINT))
                .transform(
                        failure -> ProblemException.conflict("Agent with name '" + state.name() + "' already exists."))
                .onFailure(failure -> SqlState.isCheckViolation(failure, METADATA_CONSTRAINT))
                .transform(failure -> InvalidRequestException.ofField(
                        "registration_metadata",
                        ViolationKind.value(
                                "must not be larger than 65536 bytes once merged with what is stored; give stored"
                                        + " keys smaller values, such as null, to make room")));
    }

    /** The internal key of a live agent that the transaction holds, {@code key} if it had none. */
    Uni<Optional<StoredInternalKey>> internalKey(Transaction transaction, UUID agentId, NewInternalKey key) {
        var parameters = Tuple.of(agentId, key.id(), key.name(), key.hint())
                .addValue(Buffer.buffer(key.fingerprint().value()))
                .addString(key.fingerprint().keyId())
                .addValue(Buffer.buffer(key.sealed().value()))
                .addString(key.sealed().keyId());
        return transaction.execute(INTERNAL_KEY, parameters).map(RegistrationRepository::storedKey);
    }

    /** The internal key of a live agent that the transaction holds; empty if it has none. */
    Uni<Optional<StoredInternalKey>> internalKey(Transaction transaction, UUID agentId) {
        return transaction.execute(EXISTING_INTERNAL_KEY, Tuple.of(agentId)).map(RegistrationRepository::storedKey);
    }

    /** Whether the agent lives and has an internal key, as far as that can be told without holding it. */
    Uni<Boolean> hasInternalKey(UUID agentId) {
        return database.execute(EXISTING_INTERNAL_KEY, Tuple.of(agentId)).map(rows -> rows.size() > 0);
    }

    private static String metadata(AgentProfile profile) {
        return profile.metadata().map(ObjectNode::toString).orElse(null);
    }

    private static Optional<StoredAgent> toStored(RowSet<Row> rows) {
        var row = rows.iterator();
        return row.hasNext() ? Optional.of(toStored(row.next())) : Optional.empty();
    }

    private static StoredAgent toStored(Row row) {
        return new StoredAgent(
                AgentRow.toAgent(row),
                row.getInteger(AgentRow.WIDTH),
                Optional.ofNullable(row.getString(AgentRow.WIDTH + 1)),
                row.getBoolean(AgentRow.WIDTH + 2));
    }

    private static Optional<StoredInternalKey> storedKey(RowSet<Row> rows) {
        var row = rows.iterator();
        return row.hasNext() ? Optional.of(toStoredKey(row.next())) : Optional.empty();
    }

    private static StoredInternalKey toStoredKey(Row row) {
        return new StoredInternalKey(
                row.getUUID(0), new Sealed(row.getString(1), row.getBuffer(2).getBytes()));
    }
}
