package dev.agentkeys.keystore;

import dev.agentkeys.database.Database;
import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.KeyType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds keys by their fingerprints, each question in one statement. */
@Singleton
public class KeyLookup {

    /**
     * Finds a key in one indexed look-up, under every type and pepper that it may be stored with, if the incarnation of
     * its agent is the one that lives. Several agents may have the same key, because callers may choose keys: the row of
     * the expected agent counts, if there is one, and else the oldest row.
     */
    static final String FIND = """
            select k.id, k.name, k.api_key_type, k.agent_id, a.name, k.created_at, k.fingerprint, k.fingerprint_key_id
            from agent_api_key k
            join agent a on a.id = k.agent_id and a.incarnation = k.agent_incarnation
            where k.fingerprint = any($1)
            order by a.id = $2 desc, a.name = $3 desc, k.created_at, k.id
            limit 1""";

    /** Stops at two: these suffice to know that the key belongs to several agents. */
    static final String FIND_OWNERS = """
            select distinct a.id, a.name, a.incarnation
            from agent_api_key k
            join agent a on a.id = k.agent_id and a.incarnation = k.agent_incarnation
            where k.fingerprint = any($1)
            limit 2""";

    /**
     * Finds a live agent that can be called, and its key, if the key is this agent's. There is no row if no such agent
     * lives or it has no address. The statement finds the key first, by its fingerprint, because an agent may have
     * thousands of keys.
     */
    static final String FIND_CALLED = """
            with presented as materialized (
                select id, name, api_key_type, agent_id, agent_incarnation, created_at, fingerprint, fingerprint_key_id
                from agent_api_key
                where fingerprint = any($2)
            )
            select k.id, k.name, k.api_key_type, a.id, a.name, k.created_at, k.fingerprint, k.fingerprint_key_id,
                   a.acp_url
            from agent a
            left join presented k on k.agent_id = a.id and k.agent_incarnation = a.incarnation
            where a.name = $1 and a.status <> 'Deleted' and a.acp_url is not null
            order by k.created_at, k.id
            limit 1""";

    /** A live agent that has the key. */
    public record Owner(UUID id, String name, int incarnation) {}

    /** Changes the row only if it still has the retired fingerprint: another request may have deleted or renewed it. */
    static final String RENEW = """
            update agent_api_key
            set fingerprint = $3, fingerprint_key_id = $4
            where id = $1 and fingerprint = $2""";

    private final Database database;

    KeyLookup(Database database) {
        this.database = database;
    }

    /**
     * The key that has one of the fingerprints. If several agents have such a key, the key of the agent with that id or
     * name is found.
     */
    public Uni<Optional<FoundKey>> find(
            List<Fingerprint> candidates, Optional<UUID> agentId, Optional<String> agentName) {
        var parameters = Tuple.tuple()
                .addValue(values(candidates))
                .addUUID(agentId.orElse(null))
                .addString(agentName.orElse(null));
        return database.execute(FIND, parameters).map(rows -> Database.first(rows, KeyLookup::foundKey));
    }

    /** The agents that have a key with one of the fingerprints; two of them if there are more. */
    public Uni<List<Owner>> findOwners(List<Fingerprint> candidates) {
        return database.execute(FIND_OWNERS, Tuple.tuple().addValue(values(candidates)))
                .map(rows ->
                        Database.list(rows, row -> new Owner(row.getUUID(0), row.getString(1), row.getInteger(2))));
    }

    /** The agent of that name, if it may be called, and its key with one of the fingerprints. */
    public Uni<Optional<CalledAgent>> findCalled(String agentName, List<Fingerprint> candidates) {
        return database.execute(FIND_CALLED, Tuple.of(agentName).addValue(values(candidates)))
                .map(rows -> Database.first(rows, KeyLookup::calledAgent));
    }

    /** Replaces the fingerprint of a key with one under the current pepper. */
    public Uni<Void> renew(UUID keyId, Fingerprint retired, Fingerprint current) {
        var parameters = Tuple.tuple()
                .addUUID(keyId)
                .addValue(Buffer.buffer(retired.value()))
                .addValue(Buffer.buffer(current.value()))
                .addString(current.keyId());
        return database.execute(RENEW, parameters).replaceWithVoid();
    }

    private static Buffer[] values(List<Fingerprint> fingerprints) {
        return fingerprints.stream()
                .map(fingerprint -> Buffer.buffer(fingerprint.value()))
                .toArray(Buffer[]::new);
    }

    private static CalledAgent calledAgent(Row row) {
        var key = row.getUUID(0) == null ? Optional.<FoundKey>empty() : Optional.of(foundKey(row));
        return new CalledAgent(row.getUUID(3), row.getString(4), row.getString(8), key);
    }

    private static FoundKey foundKey(Row row) {
        return new FoundKey(
                row.getUUID(0),
                row.getString(1),
                KeyType.ofWireName(row.getString(2)),
                row.getUUID(3),
                row.getString(4),
                row.getOffsetDateTime(5).toInstant(),
                Optional.of(new Fingerprint(row.getString(7), row.getBuffer(6).getBytes())));
    }
}
