package dev.agentkeys.apikey;

import dev.agentkeys.agent.AgentReference;
import dev.agentkeys.database.Database;
import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Writes and reads keys. */
@Singleton
class ApiKeyRepository {

    /**
     * Finds the agent and, if it lives and has no key of that type and name, gives it the key: one statement, so that
     * of two equal requests one wins, whatever happens to the agent meanwhile.
     */
    private static final String CREATE_FOR_OWNER = """
            ), created as (
                insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, hint,
                                           fingerprint, fingerprint_key_id, sealed_value, sealed_key_id)
                select $2, owner.id, owner.incarnation, $3, $4, $5, $6, $7, $8, $9
                from owner
                where not owner.deleted
                on conflict (agent_id, agent_incarnation, api_key_type, name) do nothing
                returning created_at
            )
            select owner.id, owner.deleted, created.created_at
            from owner
            left join created on true""";

    private static final String CREATE_BY_AGENT_ID = """
            with owner as (
                select id, incarnation, status = 'Deleted' as deleted from agent where id = $1
            """ + CREATE_FOR_OWNER;

    private static final String CREATE_BY_AGENT_NAME = """
            with owner as (
                select id, incarnation, status = 'Deleted' as deleted from agent where name = $1
            """ + CREATE_FOR_OWNER;

    private static final String AGENT_ID = "select id from agent where name = $1";

    private final Database database;

    ApiKeyRepository(Database database) {
        this.database = database;
    }

    Uni<Creation> createByAgentId(UUID agentId, NewApiKey key) {
        return create(CREATE_BY_AGENT_ID, Tuple.of(agentId), key);
    }

    Uni<Creation> createByAgentName(String agentName, NewApiKey key) {
        return create(CREATE_BY_AGENT_NAME, Tuple.of(agentName), key);
    }

    /** The id of the agent of that name, deleted or not. */
    Uni<Optional<UUID>> agentId(AgentReference.ByName agent) {
        return database.execute(AGENT_ID, Tuple.of(agent.text()))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().getUUID(0)));
    }

    private Uni<Creation> create(String statement, Tuple owner, NewApiKey key) {
        var parameters = owner.addUUID(key.id())
                .addString(key.type().wireName())
                .addString(key.name())
                .addString(key.hint().orElse(null))
                .addValue(key.fingerprint()
                        .map(Fingerprint::value)
                        .map(Buffer::buffer)
                        .orElse(null))
                .addString(key.fingerprint().map(Fingerprint::keyId).orElse(null))
                .addValue(key.sealed().map(Sealed::value).map(Buffer::buffer).orElse(null))
                .addString(key.sealed().map(Sealed::keyId).orElse(null));
        return database.execute(statement, parameters).map(ApiKeyRepository::toCreation);
    }

    private static Creation toCreation(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return new Creation.AgentUnknown();
        }
        var row = rows.iterator().next();
        if (row.getBoolean(1)) {
            return new Creation.AgentDeleted();
        }
        var createdAt = row.getOffsetDateTime(2);
        return createdAt == null
                ? new Creation.NameTaken(row.getUUID(0))
                : new Creation.Done(row.getUUID(0), createdAt.toInstant());
    }
}
