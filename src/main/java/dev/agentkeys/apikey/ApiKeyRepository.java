package dev.agentkeys.apikey;

import dev.agentkeys.agent.AgentReference;
import dev.agentkeys.database.Database;
import dev.agentkeys.http.Page;
import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Writes and reads keys. A key lives as long as its agent's incarnation: every statement that meets keys joins them on
 * it, so a deleted agent's are not there for anybody.
 */
@Singleton
class ApiKeyRepository {

    /** The agent a statement is about, by id or by name. */
    private static final String OWNER = """
            with owner as (
                select id, incarnation, status = 'Deleted' as deleted from agent where AGENT_MATCHES
            )""";

    /**
     * Gives the agent the key, if it lives and has none of that type and name: one statement, so that of two equal
     * requests one wins, whatever happens to the agent meanwhile.
     */
    static final ByAgent CREATE = create("(agent_id, agent_incarnation, api_key_type, name)");

    /** Those of GitHub have one more index that is unique: to the names of its repositories, case means nothing. */
    static final ByAgent CREATE_FOR_GITHUB = create("");

    private static ByAgent create(String unique) {
        return new ByAgent(OWNER + """
            , created as (
                insert into agent_api_key (id, agent_id, agent_incarnation, api_key_type, name, hint,
                                           fingerprint, fingerprint_key_id, sealed_value, sealed_key_id)
                select $2, owner.id, owner.incarnation, $3, $4, $5, $6, $7, $8, $9
                from owner
                where not owner.deleted
                on conflict UNIQUE_INDEX do nothing
                returning created_at
            )
            select owner.deleted, owner.id, created.created_at
            from owner
            left join created on true""".replace("UNIQUE_INDEX", unique), 9);
    }

    static final ByAgent LIST = new ByAgent(OWNER + """
            select owner.deleted, k.id, k.agent_id, k.created_at, k.name, k.api_key_type, k.hint
            from owner
            left join lateral (
                select id, agent_id, created_at, name, api_key_type, hint
                from agent_api_key
                where agent_id = owner.id and agent_incarnation = owner.incarnation
                  and ($4::uuid[] is null or id = any($4))
                order by created_at, id
                limit $2 offset $3) k on not owner.deleted
            order by k.created_at, k.id""", 4);

    static final ByAgent BY_NAME = new ByAgent(OWNER + """
            select owner.deleted, k.id, k.agent_id, k.created_at, k.name, k.api_key_type, k.hint
            from owner
            left join agent_api_key k on k.agent_id = owner.id
                                     and k.agent_incarnation = owner.incarnation
                                     and k.api_key_type = $2
                                     and k.name = $3
                                     and not owner.deleted""", 3);

    static final ByAgent DELETE_BY_NAME = new ByAgent(OWNER + """
            , deleted as (
                delete from agent_api_key k
                using owner
                where k.agent_id = owner.id
                  and k.agent_incarnation = owner.incarnation
                  and k.api_key_type = $2
                  and k.name = $3
                  and not owner.deleted
                returning k.id
            )
            select owner.deleted, deleted.id, owner.id
            from owner
            left join deleted on true""", 3);

    static final String BY_ID = """
            select k.id, k.agent_id, k.created_at, k.name, k.api_key_type, k.hint
            from agent_api_key k
            join agent a on a.id = k.agent_id and a.incarnation = k.agent_incarnation
            where k.id = $1""";

    static final String DELETE_BY_ID = """
            delete from agent_api_key k
            using agent a
            where k.id = $1 and a.id = k.agent_id and a.incarnation = k.agent_incarnation
              and ($2::uuid is null or a.id = $2)
              and ($3::integer is null or a.incarnation = $3)
            returning k.agent_id, k.api_key_type""";

    private static final String AGENT_ID = "select status = 'Deleted', id from agent where name = $1";

    /** The position of a key's first column behind the one that tells whether its agent was deleted. */
    private static final int KEY = 1;

    /** One statement in two forms: its agent is found by id, maybe in one incarnation only, or by name. */
    record ByAgent(String byId, String byName) {

        /** The incarnation is the last parameter; {@code others} is how many there are beside it. */
        ByAgent(String template, int others) {
            this(
                    template.replace(
                            "AGENT_MATCHES",
                            "id = $1 and ($N::integer is null or incarnation = $N)".replace("$N", "$" + (others + 1))),
                    template.replace("AGENT_MATCHES", "name = $1"));
        }
    }

    private final Database database;

    ApiKeyRepository(Database database) {
        this.database = database;
    }

    Uni<Lookup<Creation>> create(AgentReference agent, NewApiKey key) {
        return write(
                key.type() == KeyType.GITHUB ? CREATE_FOR_GITHUB : CREATE,
                agent,
                parameters -> parameters
                        .addUUID(key.id())
                        .addString(key.type().wireName())
                        .addString(key.name())
                        .addString(key.hint().orElse(null))
                        .addValue(key.fingerprint()
                                .map(Fingerprint::value)
                                .map(Buffer::buffer)
                                .orElse(null))
                        .addString(key.fingerprint().map(Fingerprint::keyId).orElse(null))
                        .addValue(key.sealed()
                                .map(Sealed::value)
                                .map(Buffer::buffer)
                                .orElse(null))
                        .addString(key.sealed().map(Sealed::keyId).orElse(null)),
                rows -> {
                    var row = rows.iterator().next();
                    return new Creation(
                            row.getUUID(1),
                            Optional.ofNullable(row.getOffsetDateTime(2)).map(OffsetDateTime::toInstant));
                });
    }

    /** The id of the live agent of that name. */
    Uni<Lookup<UUID>> agentId(AgentReference.ByName agent) {
        return database.execute(AGENT_ID, Tuple.of(agent.text()))
                .map(rows -> lookup(rows, found -> found.iterator().next().getUUID(1)));
    }

    /** One page of all keys of an agent, or of those of certain ids. */
    Uni<Lookup<List<AgentApiKey>>> list(AgentReference agent, Page page, Optional<List<UUID>> only) {
        return read(
                LIST,
                agent,
                parameters -> parameters
                        .addLong(page.limit())
                        .addLong(page.offset())
                        .addArrayOfUUID(
                                only.map(ids -> ids.toArray(UUID[]::new)).orElse(null)),
                rows -> {
                    var keys = new ArrayList<AgentApiKey>(rows.size());
                    rows.forEach(row -> optionalKey(row).ifPresent(keys::add));
                    return keys;
                });
    }

    Uni<Lookup<Optional<AgentApiKey>>> findByName(AgentReference agent, KeyType type, String name) {
        return read(
                BY_NAME,
                agent,
                parameters -> parameters.addString(type.wireName()).addString(name),
                rows -> optionalKey(rows.iterator().next()));
    }

    Uni<Optional<AgentApiKey>> findById(UUID id) {
        return database.execute(BY_ID, Tuple.of(id)).map(rows -> {
            var row = rows.iterator();
            return row.hasNext() ? Optional.of(key(row.next(), 0)) : Optional.empty();
        });
    }

    /** Deletes the key of that type and name; empty if there was none. */
    Uni<Lookup<Optional<DeletedKey>>> deleteByName(AgentReference agent, KeyType type, String name) {
        return write(
                DELETE_BY_NAME,
                agent,
                parameters -> parameters.addString(type.wireName()).addString(name),
                rows -> {
                    var row = rows.iterator().next();
                    return Optional.ofNullable(row.getUUID(1)).map(id -> new DeletedKey(id, row.getUUID(2), type));
                });
    }

    /** Deletes the key of that id; empty if there was none. */
    Uni<Optional<DeletedKey>> deleteById(UUID id) {
        return deleteById(id, null, null);
    }

    /** Deletes the key of that id if it is that agent's; empty if it was not. */
    Uni<Optional<DeletedKey>> deleteById(UUID id, UUID agentId) {
        return deleteById(id, agentId, null);
    }

    /** Deletes the key of that id if it is that agent's in that incarnation; empty if it was not. */
    Uni<Optional<DeletedKey>> deleteById(UUID id, UUID agentId, Integer incarnation) {
        return database.executeFor(id.toString(), DELETE_BY_ID, Tuple.of(id, agentId, incarnation))
                .map(rows -> {
                    var row = rows.iterator();
                    return row.hasNext() ? Optional.of(deletedKey(id, row.next())) : Optional.empty();
                });
    }

    private <T> Uni<Lookup<T>> read(
            ByAgent statement,
            AgentReference agent,
            Function<Tuple, Tuple> parameters,
            Function<RowSet<Row>, T> mapping) {
        return execute(statement, agent, parameters, mapping, database::execute);
    }

    /** May wait for the agent's row, or for its keys'. */
    private <T> Uni<Lookup<T>> write(
            ByAgent statement,
            AgentReference agent,
            Function<Tuple, Tuple> parameters,
            Function<RowSet<Row>, T> mapping) {
        return execute(
                statement, agent, parameters, mapping, (sql, values) -> database.executeFor(agent.text(), sql, values));
    }

    private static <T> Uni<Lookup<T>> execute(
            ByAgent statement,
            AgentReference agent,
            Function<Tuple, Tuple> parameters,
            Function<RowSet<Row>, T> mapping,
            BiFunction<String, Tuple, Uni<RowSet<Row>>> execution) {
        Uni<RowSet<Row>> rows;
        if (agent instanceof AgentReference.ById byId) {
            if (byId.id().isEmpty()) {
                return Uni.createFrom().item(new Lookup.AgentUnknown<>());
            }
            rows = execution.apply(
                    statement.byId(),
                    parameters
                            .apply(Tuple.of(byId.id().get()))
                            .addInteger(byId.incarnation().orElse(null)));
        } else {
            rows = execution.apply(statement.byName(), parameters.apply(Tuple.of(agent.text())));
        }
        return rows.map(found -> lookup(found, mapping));
    }

    private static <T> Lookup<T> lookup(RowSet<Row> rows, Function<RowSet<Row>, T> mapping) {
        if (rows.size() == 0) {
            return new Lookup.AgentUnknown<>();
        }
        return rows.iterator().next().getBoolean(0)
                ? new Lookup.AgentDeleted<>()
                : new Lookup.Found<>(mapping.apply(rows));
    }

    private static Optional<AgentApiKey> optionalKey(Row row) {
        return row.getUUID(KEY) == null ? Optional.empty() : Optional.of(key(row, KEY));
    }

    private static DeletedKey deletedKey(UUID id, Row row) {
        return new DeletedKey(id, row.getUUID(0), KeyType.ofWireName(row.getString(1)));
    }

    private static AgentApiKey key(Row row, int column) {
        return new AgentApiKey(
                row.getUUID(column),
                row.getUUID(column + 1),
                row.getOffsetDateTime(column + 2).toInstant(),
                row.getString(column + 3),
                KeyType.ofWireName(row.getString(column + 4)),
                row.getString(column + 5));
    }
}
