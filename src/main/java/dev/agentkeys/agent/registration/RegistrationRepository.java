package dev.agentkeys.agent.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.agent.Agent;
import dev.agentkeys.agent.AgentInputType;
import dev.agentkeys.agent.AgentRow;
import dev.agentkeys.agent.registration.StoredAgent.AgentState;
import dev.agentkeys.audit.Actor;
import dev.agentkeys.audit.AuditAction;
import dev.agentkeys.audit.AuditTrail;
import dev.agentkeys.database.Database;
import dev.agentkeys.database.SqlState;
import dev.agentkeys.database.Transaction;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.validation.InvalidRequestException;
import dev.agentkeys.validation.ViolationKind;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The statements of a registration, which run in one transaction that holds the lock on the agent's row. */
@Singleton
class RegistrationRepository {

    private static final String NAME_CONSTRAINT = "agent_name_unique";
    private static final String METADATA_CONSTRAINT = "agent_registration_metadata_size";

    /** The database and not Java merges the metadata, key by key, so that numbers keep all their digits. */
    private static final String MERGED =
            "coalesce(registration_metadata || cast($2::text as jsonb), cast($2::text as jsonb), registration_metadata)";

    /** Makes other registrations and deletions of the agent wait, but lets other requests create keys for it. */
    private static final String LOCK = "select " + AgentRow.COLUMNS + ", incarnation, acp_url, " + MERGED
            + " is distinct from registration_metadata from agent where COLUMN = $1 for no key update";

    static final String LOCK_BY_ID = LOCK.replace("COLUMN", "id");
    static final String LOCK_BY_NAME = LOCK.replace("COLUMN", "name");

    /**
     * Reserves the name with a row of a deleted agent. This transaction makes the agent live before another transaction
     * sees the row.
     */
    static final String RESERVE = """
            insert into agent (id, name, description, status, acp_type)
            values ($1, $2, '', 'Deleted', 'async')
            on conflict do nothing
            returning\s""" + AgentRow.COLUMNS + ", incarnation, acp_url, true";

    static final String UPDATE = """
            update agent
            set registration_metadata = case when $3 then cast($2::text as jsonb) else MERGED end,
                name = $4, description = $5, status = $6, status_reason = $7, acp_type = $8, acp_url = $9,
                agent_input_type = $10, production_deployment_id = $11,
                updated_at = now(),
                registered_at = case when $6 = 'Ready' then now() when not $3 then registered_at end
            where id = $1
            returning\s""".replace("MERGED", MERGED) + AgentRow.COLUMNS;

    /** The statement that writes an event, for each action. */
    private static final Map<AuditAction, String> EVENT = Stream.of(
                    AuditAction.AGENT_REGISTERED, AuditAction.AGENT_CHANGED, AuditAction.DEPLOYMENT_REGISTERED)
            .collect(Collectors.toUnmodifiableMap(
                    Function.identity(),
                    action -> AuditTrail.insert(action, "values ($1::uuid, $2::uuid, $3::text)", 3)));

    private final Database database;

    RegistrationRepository(Database database) {
        this.database = database;
    }

    /** @param agent the id or name of the agent that the work is about */
    <T> Uni<T> inTransaction(String agent, Function<Transaction, Uni<T>> work) {
        return database.inTransaction(agent, work);
    }

    /** The agent with that id, locked until the transaction ends. */
    Uni<Optional<StoredAgent>> lock(Transaction transaction, UUID id, AgentProfile profile) {
        return transaction
                .execute(LOCK_BY_ID, Tuple.of(id, metadata(profile)))
                .map(RegistrationRepository::storedAgent);
    }

    /** The agent with the name in the profile, locked until the transaction ends. */
    Uni<Optional<StoredAgent>> lock(Transaction transaction, AgentProfile profile) {
        return transaction
                .execute(LOCK_BY_NAME, Tuple.of(profile.name(), metadata(profile)))
                .map(RegistrationRepository::storedAgent);
    }

    /** A new agent with that id and name, which does not live yet; empty if the id or the name is taken. */
    Uni<Optional<StoredAgent>> reserve(Transaction transaction, UUID id, String name) {
        return transaction.execute(RESERVE, Tuple.of(id, name)).map(RegistrationRepository::storedAgent);
    }

    /** Writes the state of an agent that the transaction has locked, and the metadata of the profile. */
    Uni<Agent> update(
            Transaction transaction, UUID id, AgentState state, AgentProfile profile, boolean replacesMetadata) {
        var parameters = Tuple.of(id, metadata(profile), replacesMetadata)
                .addString(state.name())
                .addString(state.description())
                .addString(state.status().storedName())
                .addString(state.statusReason().orElse(null))
                .addString(state.acpType().storedName())
                .addString(state.acpUrl().orElse(null))
                .addString(state.inputType().map(AgentInputType::storedName).orElse(null))
                .addString(state.productionDeploymentId().orElse(null));
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
                                "must not be larger than 1048576 bytes once merged with what is stored; give stored"
                                        + " keys smaller values, such as null, to make room")));
    }

    /** Writes what the registration changes to the audit trail. */
    Uni<Void> record(Transaction transaction, RegistrationEvent event, Actor actor) {
        var parameters = Tuple.of(
                event.agentId(),
                event.apiKeyId().orElse(null),
                event.deploymentId().orElse(null));
        return transaction
                .execute(EVENT.get(event.action()), AuditTrail.parameters(parameters, actor, event.changes()))
                .replaceWithVoid();
    }

    private static String metadata(AgentProfile profile) {
        return profile.metadata().map(ObjectNode::toString).orElse(null);
    }

    private static Optional<StoredAgent> storedAgent(RowSet<Row> rows) {
        return Database.first(rows, RegistrationRepository::storedAgent);
    }

    private static StoredAgent storedAgent(Row row) {
        return new StoredAgent(
                AgentRow.toAgent(row),
                row.getInteger(AgentRow.WIDTH),
                Optional.ofNullable(row.getString(AgentRow.WIDTH + 1)),
                row.getBoolean(AgentRow.WIDTH + 2));
    }
}
