package dev.agentkeys.agent.deployment;

import dev.agentkeys.audit.Actor;
import dev.agentkeys.audit.AuditAction;
import dev.agentkeys.audit.AuditTrail;
import dev.agentkeys.audit.Changes;
import dev.agentkeys.database.Database;
import dev.agentkeys.database.SqlState;
import dev.agentkeys.database.Transaction;
import dev.agentkeys.http.Page;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.validation.InvalidRequestException;
import dev.agentkeys.validation.ViolationKind;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The statements on deployments. A statement that changes which deployment serves production, or depends on it, runs in
 * a transaction that locks the agent's row. So the promotions, deletions and registrations of one agent run one after
 * the other.
 */
@Singleton
public class DeploymentRepository {

    private static final String METADATA_CONSTRAINT = "deployment_registration_metadata_size";

    private static final String COLUMNS = """
            d.id, d.agent_id, d.docker_image, d.registration_metadata::text, d.status, d.acp_url,
            d.sgp_deploy_id, d.helm_release_name, d.created_at, d.promoted_at, d.expires_at""";

    private static final String SELECT = "select " + COLUMNS + """
            , coalesce(d.id = a.production_deployment_id, false)
            from agent a
            join deployment d on d.agent_id = a.id and d.agent_incarnation = a.incarnation
            where a.id = $1 and a.status <> 'Deleted'""";

    static final String BY_ID = SELECT + " and d.id = $2";

    static final String CREATE = """
            with owner as (
                select id, incarnation from agent
                where id = $1 and status <> 'Deleted' and ($7::int is null or incarnation = $7)
            ), created as (
                insert into deployment as d (agent_id, agent_incarnation, id, docker_image, registration_metadata,
                                             status, sgp_deploy_id, helm_release_name)
                select id, incarnation, $2, $3, cast($4::text as jsonb), 'Pending', $5, $6
                from owner
                returning\s""" + COLUMNS + ")"
            + AuditTrail.events(AuditAction.DEPLOYMENT_CREATED, "select agent_id, null::uuid, id from created", 7)
            + """

            select id, agent_id, docker_image, registration_metadata, status, acp_url, sgp_deploy_id,
                   helm_release_name, created_at, promoted_at, expires_at, false
            from created""";

    /** Locks the agent's row until the transaction ends. */
    static final String LOCK_AGENT = """
            select incarnation from agent
            where id = $1 and status <> 'Deleted' and ($2::int is null or incarnation = $2)
            for no key update""";

    static final String MARK = """
            with marked as (
                update deployment
                set expires_at = now()
                where agent_id = $1 and agent_incarnation = $2 and id = $3 and expires_at is null
                returning agent_id, id
            )"""
            + AuditTrail.events(AuditAction.DEPLOYMENT_DELETED, "select agent_id, null::uuid, id from marked", 3) + """

            select from marked""";

    /** An agent that was only built runs from its first promotion on. */
    static final String PROMOTE = """
            with promoted as (
                update deployment as d
                set promoted_at = now()
                where d.agent_id = $1 and d.agent_incarnation = $2 and d.id = $3
                returning\s""" + COLUMNS
            + """
            ), cut_over as (
                update agent
                set production_deployment_id = promoted.id, acp_url = promoted.acp_url, updated_at = now(),
                    registered_at = coalesce(agent.registered_at, now()),
                    status_reason = case when agent.status = 'BuildOnly' then 'Deployment promoted to production.'
                                         else agent.status_reason end,
                    status = case when agent.status = 'BuildOnly' then 'Ready' else agent.status end
                from promoted
                where agent.id = promoted.agent_id
            )EVENT
            select id, agent_id, docker_image, registration_metadata, status, acp_url, sgp_deploy_id,
                   helm_release_name, created_at, promoted_at, expires_at, true
            from promoted""".replace(
                    "EVENT",
                    AuditTrail.events(
                            AuditAction.DEPLOYMENT_PROMOTED, "select agent_id, null::uuid, id from promoted", 3));

    /** Writes nothing if nothing changes. */
    static final String COMPLETE = """
            insert into deployment as d (agent_id, agent_incarnation, id, docker_image, registration_metadata, status,
                                         acp_url)
            values ($1, $2, $3, $4, cast($5::text as jsonb), 'Ready', $6)
            on conflict (agent_id, agent_incarnation, id) do update
            set status = 'Ready', acp_url = excluded.acp_url, registration_metadata = MERGED
            where (d.status, d.acp_url, d.registration_metadata) is distinct from ('Ready', excluded.acp_url, MERGED)""".replace("MERGED", """
                    case when $7 then excluded.registration_metadata
                        else coalesce(d.registration_metadata || excluded.registration_metadata,
                                      excluded.registration_metadata, d.registration_metadata) end""");

    private final Database database;

    DeploymentRepository(Database database) {
        this.database = database;
    }

    static String list(DeploymentOrder order) {
        return SELECT + " and d.expires_at is null " + order.clause() + " limit $2 offset $3";
    }

    <T> Uni<T> inTransaction(AgentReference agent, Function<Transaction, Uni<T>> work) {
        return database.inTransaction(id(agent).toString(), work);
    }

    Uni<Optional<Deployment>> find(AgentReference agent, String id) {
        return database.execute(BY_ID, Tuple.of(id(agent), id)).map(DeploymentRepository::first);
    }

    /** Finds the deployment within a transaction. */
    Uni<Optional<Deployment>> find(Transaction transaction, AgentReference agent, String id) {
        return transaction.execute(BY_ID, Tuple.of(id(agent), id)).map(DeploymentRepository::first);
    }

    /** One page of the deployments that are not marked as deleted. */
    Uni<List<Deployment>> list(AgentReference agent, DeploymentOrder order, Page page) {
        return database.execute(list(order), Tuple.of(id(agent), page.limit(), page.offset()))
                .map(rows -> Database.list(rows, DeploymentRepository::toDeployment));
    }

    /** A new deployment of the agent; empty if the agent does not live. */
    Uni<Optional<Deployment>> create(AgentReference agent, String id, CreateDeploymentRequest request, Actor actor) {
        var metadata = request.registrationMetadata();
        var parameters = Tuple.of(id(agent), id, request.dockerImage())
                .addString(metadata == null ? null : metadata.toString())
                .addString(request.sgpDeployId())
                .addString(request.helmReleaseName())
                .addInteger(agent.incarnation().orElse(null));
        var changes = new Changes().to("docker_image", request.dockerImage());
        return database.executeFor(id(agent).toString(), CREATE, AuditTrail.parameters(parameters, actor, changes))
                .map(DeploymentRepository::first);
    }

    /** The incarnation of the live agent, whose row the transaction locks; empty if it does not live. */
    Uni<Optional<Integer>> lockAgent(Transaction transaction, AgentReference agent) {
        return transaction
                .execute(LOCK_AGENT, Tuple.of(id(agent), agent.incarnation().orElse(null)))
                .map(rows -> Database.first(rows, row -> row.getInteger(0)));
    }

    /** Marks the deployment as deleted. If it was marked before, it keeps the time of that. */
    Uni<Void> mark(Transaction transaction, UUID agentId, int incarnation, String id, Actor actor) {
        var parameters = AuditTrail.parameters(Tuple.of(agentId, incarnation, id), actor, new Changes());
        return transaction.execute(MARK, parameters).replaceWithVoid();
    }

    /**
     * Makes the deployment serve production. From then on the service forwards calls of the agent to the deployment's
     * URL.
     */
    Uni<Deployment> promote(Transaction transaction, UUID agentId, int incarnation, String id, Actor actor) {
        var parameters = AuditTrail.parameters(Tuple.of(agentId, incarnation, id), actor, new Changes());
        return transaction
                .execute(PROMOTE, parameters)
                .map(rows -> toDeployment(rows.iterator().next()));
    }

    /**
     * Completes the deployment that its pod registers, or creates it.
     *
     * @param transaction one that has locked the agent's row
     * @return whether this changes anything
     */
    public Uni<Boolean> complete(
            Transaction transaction, UUID agentId, int incarnation, RegisteredDeployment registered) {
        var parameters = Tuple.of(agentId, incarnation, registered.id(), registered.dockerImage())
                .addString(registered.metadata().toString())
                .addString(registered.acpUrl())
                .addBoolean(registered.replacesMetadata());
        return transaction
                .execute(COMPLETE, parameters)
                .onFailure(failure -> SqlState.isCheckViolation(failure, METADATA_CONSTRAINT))
                .transform(failure -> InvalidRequestException.ofField(
                        "registration_metadata",
                        ViolationKind.value("must not be larger than 1048576 bytes once merged with what is stored")))
                .map(rows -> rows.rowCount() > 0);
    }

    private static Optional<Deployment> first(RowSet<Row> rows) {
        return Database.first(rows, DeploymentRepository::toDeployment);
    }

    /** The service looks up the agent's id before it calls this class. */
    private static UUID id(AgentReference agent) {
        return agent.id().orElseThrow();
    }

    private static Deployment toDeployment(Row row) {
        return new Deployment(
                row.getString(0),
                row.getUUID(1),
                row.getString(2),
                row.getString(3),
                DeploymentStatus.ofStoredName(row.getString(4)),
                row.getString(5),
                row.getBoolean(11),
                row.getString(6),
                row.getString(7),
                instant(row, 8),
                instant(row, 9),
                instant(row, 10));
    }

    private static Instant instant(Row row, int column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
