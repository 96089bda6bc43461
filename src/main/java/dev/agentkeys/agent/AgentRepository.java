package dev.agentkeys.agent;

import dev.agentkeys.audit.Actor;
import dev.agentkeys.audit.AuditAction;
import dev.agentkeys.audit.AuditTrail;
import dev.agentkeys.audit.Changes;
import dev.agentkeys.database.Database;
import dev.agentkeys.http.Page;
import dev.agentkeys.keystore.AgentReference;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads and deletes agents. The row of a deleted agent stays, and this class reads it like any other row. */
@Singleton
public class AgentRepository {

    private static final String SELECT = "select " + AgentRow.COLUMNS + " from agent ";
    static final String BY_ID = SELECT + "where id = $1";
    static final String BY_NAME = SELECT + "where name = $1";

    /** Begins the next incarnation of the agent, so that all keys of the previous one end at the same moment. */
    private static final String DELETE = """
            with target as (
                select id from agent where COLUMN = $1
            ), deleted as (
                update agent
                set status = 'Deleted', status_reason = 'Agent deleted.', updated_at = now(),
                    production_deployment_id = null,
                    incarnation = incarnation + 1
                where COLUMN = $1 and status <> 'Deleted'
                returning id
            )EVENT
            select target.id, deleted.id is not null
            from target
            left join deleted on true""".replace(
            "EVENT", AuditTrail.events(AuditAction.AGENT_DELETED, "select id, null::uuid, null::text from deleted", 1));

    static final String DELETE_BY_ID = DELETE.replace("COLUMN", "id");
    static final String DELETE_BY_NAME = DELETE.replace("COLUMN", "name");

    /** How a deletion ended; {@code done} is false if the agent was deleted before. */
    record Deletion(UUID agentId, boolean done) {}

    private final Database database;

    AgentRepository(Database database) {
        this.database = database;
    }

    static String list(AgentOrder order) {
        return SELECT + "where status <> 'Deleted' and ($3::uuid[] is null or id = any($3))"
                + " and ($4::text is null or strpos(name, $4) > 0) " + order.clause() + " limit $1 offset $2";
    }

    /** The agent, deleted or not; empty if there is none. */
    public Uni<Optional<Agent>> find(AgentReference agent) {
        return agent.id().map(this::findById).orElseGet(() -> findByName(agent.text()));
    }

    private Uni<Optional<Agent>> findById(UUID id) {
        return database.execute(BY_ID, Tuple.of(id)).map(rows -> Database.first(rows, AgentRow::toAgent));
    }

    private Uni<Optional<Agent>> findByName(String name) {
        return database.execute(BY_NAME, Tuple.of(name)).map(rows -> Database.first(rows, AgentRow::toAgent));
    }

    /**
     * One page of the live agents. {@code nameContains} restricts it to names with that text, {@code only} to those
     * ids.
     */
    Uni<List<Agent>> list(AgentOrder order, Page page, Optional<String> nameContains, Optional<List<UUID>> only) {
        var parameters = Tuple.of(page.limit(), page.offset())
                .addArrayOfUUID(only.map(ids -> ids.toArray(UUID[]::new)).orElse(null))
                .addString(nameContains.orElse(null));
        return database.execute(list(order), parameters).map(rows -> Database.list(rows, AgentRow::toAgent));
    }

    /** Deletes the agent; empty if there is none. */
    Uni<Optional<Deletion>> delete(AgentReference agent, Actor actor) {
        return agent.id()
                .map(id -> delete(DELETE_BY_ID, id.toString(), Tuple.of(id), actor))
                .orElseGet(() -> delete(DELETE_BY_NAME, agent.text(), Tuple.of(agent.text()), actor));
    }

    private Uni<Optional<Deletion>> delete(String statement, String owner, Tuple agent, Actor actor) {
        return database.executeFor(owner, statement, AuditTrail.parameters(agent, actor, new Changes()))
                .map(rows -> Database.first(rows, AgentRepository::deletion));
    }

    private static Deletion deletion(Row row) {
        return new Deletion(row.getUUID(0), row.getBoolean(1));
    }
}
