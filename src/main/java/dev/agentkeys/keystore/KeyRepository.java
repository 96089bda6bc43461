package dev.agentkeys.keystore;

import dev.agentkeys.audit.Actor;
import dev.agentkeys.audit.AuditAction;
import dev.agentkeys.audit.AuditTrail;
import dev.agentkeys.audit.Changes;
import dev.agentkeys.database.Database;
import dev.agentkeys.database.Statements;
import dev.agentkeys.keymaterial.KeyType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Reads and deletes keys for the management API. A key lives as long as its agent's incarnation. Every statement joins
 * keys with their agent on the incarnation, so it does not find the keys of a deleted agent.
 */
@Singleton
public class KeyRepository {

    static final AgentStatement BY_NAME = AgentStatement.of("""
            select owner.deleted, OF_KEY
            from owner
            left join agent_api_key k on k.agent_id = owner.id
                                     and k.agent_incarnation = owner.incarnation
                                     and k.api_key_type = $2
                                     and k.name = $3
                                     and not owner.deleted""".transform(StoredKeyRow::withColumns), 3);

    static final AgentStatement DELETE_BY_NAME = AgentStatement.of(
            """
            , deleted as (
                delete from agent_api_key k
                using owner
                where k.agent_id = owner.id
                  and k.agent_incarnation = owner.incarnation
                  and k.api_key_type = $2
                  and k.name = $3
                  and not owner.deleted
                returning OF_KEY
            )EVENTS
            select owner.deleted, SELECTED
            from owner
            left join deleted s on true""".transform(StoredKeyRow::withColumns).replace("EVENTS", events(AuditAction.KEY_DELETED, "deleted", 3)),
            3 + AuditTrail.PARAMETERS);

    static final String BY_ID = """
            select OF_KEY
            from agent_api_key k
            join agent a on a.id = k.agent_id and a.incarnation = k.agent_incarnation
            where k.id = $1
            union all
            select OF_REVOKED_KEY
            from revoked_agent_api_key k
            join agent a on a.id = k.agent_id and a.incarnation = k.agent_incarnation
            where k.id = $1""".transform(StoredKeyRow::withColumns);

    /** Also deletes what is left of a revoked key. */
    static final String DELETE_BY_ID = """
            with deleted as (
                delete from agent_api_key k
                using agent a
                where k.id = $1 and a.id = k.agent_id and a.incarnation = k.agent_incarnation
                  and ($2::uuid is null or a.id = $2)
                  and ($3::integer is null or a.incarnation = $3)
                returning OF_KEY
            ), deleted_revoked as (
                delete from revoked_agent_api_key k
                using agent a
                where k.id = $1 and a.id = k.agent_id and a.incarnation = k.agent_incarnation
                  and ($2::uuid is null or a.id = $2)
                  and ($3::integer is null or a.incarnation = $3)
                returning OF_REVOKED_KEY
            ), all_deleted as (
                select SELECTED from deleted s
                union all
                select SELECTED from deleted_revoked s
            )EVENTS
            select SELECTED from all_deleted s""".transform(StoredKeyRow::withColumns)
            .replace("EVENTS", events(AuditAction.KEY_DELETED, "all_deleted", 3));

    /** The SQL that adds an audit event for each key that the common table expression returns. */
    static String events(AuditAction action, String changed, int parameters) {
        return AuditTrail.events(action, "select agent_id, id, null::text from " + changed, parameters);
    }

    /** The position of the first column of a key; the column before it tells whether the agent was deleted. */
    private static final int KEY = 1;

    private final Database database;

    KeyRepository(Database database) {
        this.database = database;
    }

    /**
     * One page of the keys of an agent that pass the filter, the oldest first. With {@code only}, lists only keys that
     * have one of these ids.
     */
    public Uni<List<StoredKey>> list(
            AgentReference agent, KeyFilter filter, long limit, long offset, Optional<List<UUID>> only) {
        return read(
                KeyList.page(filter, only, offset),
                agent,
                parameters -> KeyList.addParameters(parameters, filter, only, limit, offset),
                rows -> Database.list(rows, row -> StoredKeyRow.toJoinedKey(row, KEY)).stream()
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** The key of that type and name; empty if the agent has none. */
    public Uni<Optional<StoredKey>> findByName(AgentReference agent, KeyType type, String name) {
        return read(
                BY_NAME,
                agent,
                parameters -> parameters.addString(type.wireName()).addString(name),
                rows -> StoredKeyRow.toJoinedKey(rows.iterator().next(), KEY));
    }

    /** The key of that id. */
    public Uni<Optional<StoredKey>> findById(UUID id) {
        return database.execute(BY_ID, Tuple.of(id))
                .map(rows -> Database.first(rows, row -> StoredKeyRow.toKey(row, 0)));
    }

    /** Deletes the key of that type and name; empty if the agent had none. */
    public Uni<Optional<StoredKey>> deleteByName(AgentReference agent, KeyType type, String name, Actor actor) {
        return write(
                database.statementsFor(agent.owner()),
                DELETE_BY_NAME,
                agent,
                parameters -> AuditTrail.parameters(
                        parameters.addString(type.wireName()).addString(name), actor, new Changes()),
                rows -> StoredKeyRow.toJoinedKey(rows.iterator().next(), KEY));
    }

    /**
     * Deletes the key of that id; empty if there was none.
     *
     * @param agentId the agent that the key must belong to; empty for any
     * @param incarnation the incarnation that it must belong to; empty for the one that lives
     */
    public Uni<Optional<StoredKey>> deleteById(
            UUID id, Optional<UUID> agentId, Optional<Integer> incarnation, Actor actor) {
        // If another request revokes the key while this statement waits for it, only a second statement sees it in the
        // other table.
        return deleteOnce(id, agentId, incarnation, actor)
                .flatMap(deleted -> deleted.isPresent()
                        ? Uni.createFrom().item(deleted)
                        : deleteOnce(id, agentId, incarnation, actor));
    }

    private Uni<Optional<StoredKey>> deleteOnce(
            UUID id, Optional<UUID> agentId, Optional<Integer> incarnation, Actor actor) {
        var parameters = AuditTrail.parameters(
                Tuple.of(id, agentId.orElse(null), incarnation.orElse(null)), actor, new Changes());
        return database.executeFor(id.toString(), DELETE_BY_ID, parameters)
                .map(rows -> Database.first(rows, row -> StoredKeyRow.toKey(row, 0)));
    }

    private <T> Uni<T> read(
            AgentStatement statement,
            AgentReference agent,
            UnaryOperator<Tuple> parameters,
            Function<RowSet<Row>, T> mapping) {
        return database.execute(statement.sql(agent), statement.parameters(agent, parameters))
                .map(rows -> mapping.apply(AgentStatement.requireLive(agent, rows)));
    }

    /** The statement may wait for a lock on the row of the agent or of a key. */
    private static <T> Uni<T> write(
            Statements statements,
            AgentStatement statement,
            AgentReference agent,
            UnaryOperator<Tuple> parameters,
            Function<RowSet<Row>, T> mapping) {
        return statements
                .execute(statement.sql(agent), statement.parameters(agent, parameters))
                .map(rows -> mapping.apply(AgentStatement.requireLive(agent, rows)));
    }
}
