package dev.agentkeys.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.database.Database;
import dev.agentkeys.database.SqlState;
import dev.agentkeys.keymaterial.Sealed;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.validation.Fault;
import dev.agentkeys.validation.InvalidRequestException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Writes agents as they register. */
@Singleton
class RegistrationRepository {

    private static final String NAME_CONSTRAINT = "agent_name_unique";
    private static final String ID_CONSTRAINT = "agent_pkey";
    private static final String KEY_NAME_CONSTRAINT = "agent_api_key_name_unique";
    private static final String METADATA_CONSTRAINT = "agent_registration_metadata_size";

    /** How many columns a stored key has. */
    private static final int KEY_WIDTH = 3;

    /**
     * Makes the agent, or updates the one of that name: all that is said replaces what was, metadata being merged, and
     * the times move only if that changes something, so that equal registrations get equal answers. A build does not
     * make a running agent a mere build again.
     *
     * <p>A deleted agent that comes back keeps its id and nothing else. Whether this registration begins the agent's
     * life, or its running, is told by what there was before: somebody else who begins it at the same moment issues its
     * key, and then it has one.
     *
     * <p>The key that comes along is bound to the id that comes along, so it is issued only if this very statement made
     * the agent. Where the terms allow one agent only, that is its id, and no other can come to be.
     */
    static final String REGISTER = """
            with before as (
                select status from agent where name = $2
            ), registered as (
                insert into agent (id, name, description, status, status_reason, acp_type, acp_url,
                                   registration_metadata, agent_input_type, registered_at)
                values ($1, $2, $3, $4, $5, coalesce($6, 'async'), $7, cast($8::text as jsonb), $9,
                        case when $4 = 'Ready' then now() end)
                on conflict (name) do update set
                    (description, status, status_reason, acp_type, acp_url, agent_input_type, registration_metadata,
                     updated_at, registered_at) = (
                        select next.description, next.status,
                               case when next.status = excluded.status then excluded.status_reason
                                    else agent.status_reason end,
                               next.acp_type, next.acp_url, next.agent_input_type, next.metadata,
                               case when changes.any then now() else agent.updated_at end,
                               case when changes.any and next.status = 'Ready' then now() else agent.registered_at end
                        from (select excluded.description as description,
                                     case when excluded.status = 'Ready' or agent.status = 'Deleted'
                                          then excluded.status else agent.status end as status,
                                     coalesce($6, kept.acp_type, 'async') as acp_type,
                                     coalesce($7, kept.acp_url) as acp_url,
                                     coalesce($9, kept.agent_input_type) as agent_input_type,
                                     coalesce(kept.registration_metadata || excluded.registration_metadata,
                                              excluded.registration_metadata,
                                              kept.registration_metadata) as metadata
                              from (values (1)) as one (row)
                              left join lateral (
                                  select agent.acp_type, agent.acp_url, agent.agent_input_type,
                                         agent.registration_metadata
                                  where agent.status <> 'Deleted') as kept on true) as next
                        cross join lateral (
                            select (next.description, next.status, next.acp_type, next.acp_url,
                                    next.agent_input_type, next.metadata)
                                is distinct from
                                   (agent.description, agent.status, agent.acp_type, agent.acp_url,
                                    agent.agent_input_type, agent.registration_metadata) as any) as changes)
                where ($17::uuid is null or agent.id = $17 and (agent.status = 'Deleted') = $19)
                  and (not $18::boolean or agent.status = 'Deleted' or agent.acp_url is null
                       or (agent.acp_url, agent.acp_type) = (excluded.acp_url, excluded.acp_type))
                returning id, incarnation, name, description, status, acp_type, status_reason, created_at, updated_at,
                          registration_metadata, registered_at, agent_input_type, production_deployment_id
            ), issued as (
                insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, hint,
                                           fingerprint, fingerprint_key_id, sealed_value, sealed_key_id)
                select $10, id, incarnation, 'internal', $11, $12, $13, $14, $15, $16
                from registered
                where id = $1 and status = 'Ready' and $19::boolean
                returning id as key_id, sealed_key_id, sealed_value
            )
            select r.id, r.name, r.description, r.status, r.acp_type, r.status_reason, r.created_at, r.updated_at,
                   r.registration_metadata::text, r.registered_at, r.agent_input_type, r.production_deployment_id,
                   issued.key_id, issued.sealed_key_id, issued.sealed_value,
                   coalesce(before.status in ('Deleted', 'BuildOnly'), true) and r.status = 'Ready'
            from registered r
            left join issued on true
            left join before on true""";

    static final String RENAME = """
            update agent
            set updated_at = case when name = $2 then updated_at else now() end,
                name = $2
            where id = $1 and (not $3::boolean or name = $2)""";

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
     * The same, or else the one that comes along. A key which somebody else issues at the same time is not visible yet,
     * but the name of both is the same, so that one is returned.
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

    /**
     * Registers by name; {@code id} and {@code key} are those the agent gets if it is new. Empty if the terms do not
     * allow it.
     */
    Uni<Optional<Registration>> register(AgentProfile profile, UUID id, NewInternalKey key, RegistrationTerms terms) {
        var parameters = Tuple.tuple()
                .addUUID(id)
                .addString(profile.name())
                .addString(profile.description())
                .addString(profile.status().storedName())
                .addString(profile.statusReason())
                .addString(profile.acpType().map(AcpType::storedName).orElse(null))
                .addString(profile.acpUrl().orElse(null))
                .addString(profile.metadata().map(ObjectNode::toString).orElse(null))
                .addString(profile.inputType().map(AgentInputType::storedName).orElse(null));
        var all = withKey(parameters, key)
                .addUUID(terms.only().orElse(null))
                .addBoolean(terms.unproven())
                .addBoolean(terms.issuesKey());
        return database.execute(REGISTER, all)
                .map(RegistrationRepository::toRegistration)
                .onFailure(failure -> terms.only().isPresent() && isOvertaken(failure))
                .recoverWithItem(Optional.empty())
                .onFailure(failure -> SqlState.isCheckViolation(failure, METADATA_CONSTRAINT))
                .transform(failure -> InvalidRequestException.ofField(
                        "registration_metadata", Fault.value("must not be larger than 65536 bytes once merged")));
    }

    /** Gives the agent of that id that name; whether there is such an agent, and the terms allow it. */
    Uni<Boolean> rename(UUID id, String name, RegistrationTerms terms) {
        return database.execute(RENAME, Tuple.of(id, name, terms.unproven()))
                .map(rows -> rows.rowCount() == 1)
                .onFailure(failure -> SqlState.isUniqueViolation(failure, NAME_CONSTRAINT))
                .transform(failure -> ProblemException.conflict("Agent with name '" + name + "' already exists."));
    }

    /** The internal key of a live agent, {@code key} if it had none; empty if the agent is not alive. */
    Uni<Optional<StoredInternalKey>> internalKey(UUID agentId, NewInternalKey key) {
        return database.execute(INTERNAL_KEY, withKey(Tuple.tuple().addUUID(agentId), key))
                .map(RegistrationRepository::storedKey);
    }

    /** The internal key of a live agent; empty if it has none, or is not alive. */
    Uni<Optional<StoredInternalKey>> internalKey(UUID agentId) {
        return database.execute(EXISTING_INTERNAL_KEY, Tuple.of(agentId)).map(RegistrationRepository::storedKey);
    }

    private static Tuple withKey(Tuple parameters, NewInternalKey key) {
        return parameters
                .addUUID(key.id())
                .addString(key.name())
                .addString(key.hint())
                .addValue(Buffer.buffer(key.fingerprint().value()))
                .addString(key.fingerprint().keyId())
                .addValue(Buffer.buffer(key.sealed().value()))
                .addString(key.sealed().keyId());
    }

    /** The agent got another name, or came back to life, while it was written. */
    private static boolean isOvertaken(Throwable failure) {
        return SqlState.isUniqueViolation(failure, ID_CONSTRAINT)
                || SqlState.isUniqueViolation(failure, KEY_NAME_CONSTRAINT);
    }

    private static Optional<Registration> toRegistration(RowSet<Row> rows) {
        var row = rows.iterator();
        return row.hasNext() ? Optional.of(toRegistration(row.next())) : Optional.empty();
    }

    private static Registration toRegistration(Row row) {
        return new Registration(
                AgentRow.toAgent(row), storedKey(row, AgentRow.WIDTH), row.getBoolean(AgentRow.WIDTH + KEY_WIDTH));
    }

    private static Optional<StoredInternalKey> storedKey(RowSet<Row> rows) {
        var row = rows.iterator();
        return row.hasNext() ? storedKey(row.next(), 0) : Optional.empty();
    }

    private static Optional<StoredInternalKey> storedKey(Row row, int column) {
        var id = row.getUUID(column);
        return id == null
                ? Optional.empty()
                : Optional.of(new StoredInternalKey(
                        id,
                        new Sealed(
                                row.getString(column + 1),
                                row.getBuffer(column + 2).getBytes())));
    }
}
