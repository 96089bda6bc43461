package dev.agentkeys.keystore;

import dev.agentkeys.database.Database;
import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.KeyType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds keys by their fingerprints, each question in one statement. */
@Singleton
public class KeyLookup {

    /** Of a row {@code k} of {@code agent_api_key}, for its current value. */
    private static final String CURRENT_COLUMNS = """
            k.id, k.name, k.api_key_type, k.agent_id, k.agent_incarnation, k.created_at, k.fingerprint,
            k.fingerprint_key_id, k.expires_at, k.rotated_at, false as outgoing""";

    /** The same for its outgoing value. */
    private static final String OUTGOING_COLUMNS = CURRENT_COLUMNS
            .replace("k.fingerprint,", "k.previous_fingerprint as fingerprint,")
            .replace("k.fingerprint_key_id", "k.previous_fingerprint_key_id as fingerprint_key_id")
            .replace("false", "true");

    /**
     * Whether a row {@code k} is in an overlap. It is written so that the index by the end of overlaps does not serve it:
     * the planner would read all keys that are in one, beside the key in question.
     */
    private static final String IN_OVERLAP = "(k.previous_expires_at > now()) is true";

    /**
     * Finds a key under every type and pepper that it may be stored with, if the incarnation of its agent is the one that
     * lives. Several agents may have the same key, because callers may choose keys: the row of the expected agent counts,
     * if there is one, then an active row (the first status in alphabetical order), then the oldest.
     *
     * <p>The value of a good key is one look-up in one index. Outgoing values and revoked keys are looked up only if that
     * finds no active key of the expected agent. A function of the database has that part, because the server prepares a
     * whole statement each time it runs it.
     */
    static final String FIND = """
            with presented as materialized (
                select CURRENT_COLUMNS, a.name as agent_name, STATUS as status, MEANT as meant
                from agent_api_key k
                join agent a on a.id = k.agent_id and a.incarnation = k.agent_incarnation
                where k.fingerprint = any($1)
            )
            select id, name, api_key_type, agent_id, agent_incarnation, created_at, fingerprint, fingerprint_key_id,
                   expires_at, rotated_at, outgoing, agent_name, status, meant
            from presented
            union all
            select id, name, api_key_type, agent_id, agent_incarnation, created_at, fingerprint, fingerprint_key_id,
                   expires_at, rotated_at, outgoing, agent_name, status, meant
            from find_outgoing_or_revoked_key($1, $2, $3)
            where not exists (select from presented where meant and status = 'active')
            order by meant desc, status, created_at, id
            limit 1""".replace("CURRENT_COLUMNS", CURRENT_COLUMNS)
            .replace("STATUS", KeyStatus.OF_KEY)
            .replace("MEANT", "($2::uuid is null or a.id = $2) and ($3::text is null or a.name = $3)");

    /**
     * Finds the keys that have a value and are not revoked, whatever their agent; active ones first. Stops at two: these
     * suffice to know that several keys have it.
     */
    static final String FIND_HELD = """
            select k.id, k.name, k.api_key_type, k.agent_id, k.agent_incarnation, k.created_at, k.fingerprint,
                   k.fingerprint_key_id, k.expires_at, k.rotated_at, k.outgoing, a.name, k.status
            from (
                select CURRENT_COLUMNS, STATUS as status
                from agent_api_key k
                where k.fingerprint = any($1)
                union all
                select OUTGOING_COLUMNS, STATUS
                from agent_api_key k
                where k.previous_fingerprint = any($1) and IN_OVERLAP) k
            join agent a on a.id = k.agent_id and a.incarnation = k.agent_incarnation
            order by k.status, k.created_at, k.id
            limit 2""".replace("OUTGOING_COLUMNS", OUTGOING_COLUMNS)
            .replace("CURRENT_COLUMNS", CURRENT_COLUMNS)
            .replace("IN_OVERLAP", IN_OVERLAP)
            .replace("STATUS", KeyStatus.OF_KEY);

    /** Finds those whose key is active. Stops at two: these suffice to know that the key belongs to several agents. */
    static final String FIND_OWNERS = """
            select distinct on (a.id) a.id, a.name, a.incarnation, k.id
            from agent_api_key k
            join agent a on a.id = k.agent_id and a.incarnation = k.agent_incarnation
            where (k.fingerprint = any($1) or k.previous_fingerprint = any($1) and IN_OVERLAP)
              and IS_ACTIVE
            order by a.id, k.created_at, k.id
            limit 2""".replace("IN_OVERLAP", IN_OVERLAP).replace("IS_ACTIVE", KeyStatus.IS_ACTIVE);

    /**
     * Finds a live agent that can be called, and its key, if the key is this agent's and active. There is no row if no such
     * agent lives or it has no address. The statement finds the key first, by its fingerprint, because an agent may have
     * thousands of keys. It looks the outgoing values up only if the agent has no key with this value.
     */
    static final String FIND_CALLED = """
            with called as materialized (
                select id, name, incarnation, acp_url
                from agent
                where name = $1 and status <> 'Deleted' and acp_url is not null
            ), presented as materialized (
                select k.*
                from (select CURRENT_COLUMNS from agent_api_key k where k.fingerprint = any($2) and IS_ACTIVE offset 0) k
                join called c on c.id = k.agent_id and c.incarnation = k.agent_incarnation
            )
            select k.id, k.name, k.api_key_type, c.id, k.agent_incarnation, k.created_at, k.fingerprint,
                   k.fingerprint_key_id, k.expires_at, k.rotated_at, k.outgoing, c.name, 'active', c.acp_url
            from called c
            left join (
                select * from presented
                union all
                select * from (
                    select OUTGOING_COLUMNS
                    from agent_api_key k
                    where k.previous_fingerprint = any($2) and IN_OVERLAP and IS_ACTIVE
                      and not exists (select from presented)
                    offset 0) outgoing) k on k.agent_id = c.id and k.agent_incarnation = c.incarnation
            order by k.created_at, k.id
            limit 1""".replace("OUTGOING_COLUMNS", OUTGOING_COLUMNS)
            .replace("CURRENT_COLUMNS", CURRENT_COLUMNS)
            .replace("IN_OVERLAP", IN_OVERLAP)
            .replace("IS_ACTIVE", KeyStatus.IS_ACTIVE);

    /** A live agent that has the key, and the id of its key. */
    public record Owner(UUID id, String name, int incarnation, UUID keyId) {}

    /** Changes the row only if it still has the retired fingerprint: another request may have deleted or renewed it. */
    static final String RENEW = """
            update agent_api_key
            set fingerprint = $3, fingerprint_key_id = $4
            where id = $1 and fingerprint = $2""";

    /** The same for the outgoing value. */
    static final String RENEW_OUTGOING = """
            update agent_api_key
            set previous_fingerprint = $3, previous_fingerprint_key_id = $4
            where id = $1 and previous_fingerprint = $2""";

    private final Database database;

    KeyLookup(Database database) {
        this.database = database;
    }

    /**
     * The key that has one of the fingerprints, whatever its status. If several agents have such a key, the key of the
     * agent with that id or name is found.
     */
    public Uni<Optional<FoundKey>> find(
            List<Fingerprint> candidates, Optional<UUID> agentId, Optional<String> agentName) {
        var parameters = Tuple.tuple()
                .addValue(values(candidates))
                .addUUID(agentId.orElse(null))
                .addString(agentName.orElse(null));
        return database.execute(FIND, parameters).map(rows -> Database.first(rows, KeyLookup::foundKey));
    }

    /** The keys with one of the fingerprints that are not revoked, active ones first; two of them if there are more. */
    public Uni<List<FoundKey>> findHeld(List<Fingerprint> candidates) {
        return database.execute(FIND_HELD, Tuple.tuple().addValue(values(candidates)))
                .map(rows -> Database.list(rows, KeyLookup::foundKey));
    }

    /** The agents that have an active key with one of the fingerprints; two of them if there are more. */
    public Uni<List<Owner>> findOwners(List<Fingerprint> candidates) {
        return database.execute(FIND_OWNERS, Tuple.tuple().addValue(values(candidates)))
                .map(rows -> Database.list(
                        rows, row -> new Owner(row.getUUID(0), row.getString(1), row.getInteger(2), row.getUUID(3))));
    }

    /** The agent of that name, if it may be called, and its active key with one of the fingerprints. */
    public Uni<Optional<CalledAgent>> findCalled(String agentName, List<Fingerprint> candidates) {
        return database.execute(FIND_CALLED, Tuple.of(agentName).addValue(values(candidates)))
                .map(rows -> Database.first(rows, KeyLookup::calledAgent));
    }

    /** Replaces the fingerprint that a key was found by with one under the current pepper. */
    public Uni<Void> renew(FoundKey key, Fingerprint current) {
        var retired = key.fingerprint().orElseThrow();
        var parameters = Tuple.tuple()
                .addUUID(key.id())
                .addValue(Buffer.buffer(retired.value()))
                .addValue(Buffer.buffer(current.value()))
                .addString(current.keyId());
        return database.execute(key.outgoing() ? RENEW_OUTGOING : RENEW, parameters)
                .replaceWithVoid();
    }

    private static Buffer[] values(List<Fingerprint> fingerprints) {
        return fingerprints.stream()
                .map(fingerprint -> Buffer.buffer(fingerprint.value()))
                .toArray(Buffer[]::new);
    }

    private static CalledAgent calledAgent(Row row) {
        var key = row.getUUID(0) == null ? Optional.<FoundKey>empty() : Optional.of(foundKey(row));
        return new CalledAgent(row.getUUID(3), row.getString(11), row.getString(13), key);
    }

    private static FoundKey foundKey(Row row) {
        return new FoundKey(
                row.getUUID(0),
                row.getString(1),
                KeyType.ofWireName(row.getString(2)),
                row.getUUID(3),
                row.getString(11),
                row.getOffsetDateTime(5).toInstant(),
                Optional.of(new Fingerprint(row.getString(7), row.getBuffer(6).getBytes())),
                KeyStatus.ofWireName(row.getString(12)),
                Optional.ofNullable(row.getOffsetDateTime(8)).map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getOffsetDateTime(9)).map(OffsetDateTime::toInstant),
                row.getBoolean(10));
    }
}
