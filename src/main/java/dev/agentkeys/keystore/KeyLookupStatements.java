package dev.agentkeys.keystore;

/**
 * The statements that find keys by their fingerprints. A statement of a hot path also has a form for several look-ups.
 * This form runs the same text once for each look-up, so that both forms give the same answers.
 */
final class KeyLookupStatements {

    private KeyLookupStatements() {}

    /**
     * Joins the live agent of a row {@code k}, as {@code a}. {@code offset 0} makes the planner read the agent after
     * the key. Without it, while the table of keys has no statistics, the planner reads all keys of an agent to find
     * one.
     */
    private static final String ITS_LIVE_AGENT = """
            cross join lateral (
                select a.id, a.name, a.incarnation
                from agent a
                where a.id = k.agent_id and a.incarnation = k.agent_incarnation
                offset 0) a""";

    /** The columns of a row {@code k} of {@code agent_api_key}, for its current value. */
    private static final String CURRENT_COLUMNS = """
            k.id, k.name, k.api_key_type, k.agent_id, k.agent_incarnation, k.created_at, k.fingerprint,
            k.fingerprint_key_id, k.expires_at, k.rotated_at, false as outgoing""";

    /** The columns for its outgoing value. */
    private static final String OUTGOING_COLUMNS = CURRENT_COLUMNS
            .replace("k.fingerprint,", "k.previous_fingerprint as fingerprint,")
            .replace("k.fingerprint_key_id", "k.previous_fingerprint_key_id as fingerprint_key_id")
            .replace("false", "true");

    /** The names of the columns in a row {@code k} that a subquery has made of either list. */
    private static final String KEY_COLUMNS = """
            k.id, k.name, k.api_key_type, k.agent_id, k.agent_incarnation, k.created_at, k.fingerprint,
            k.fingerprint_key_id, k.expires_at, k.rotated_at, k.outgoing""";

    /**
     * Whether a row {@code k} is in an overlap. This form keeps the planner from the index by the end of overlaps, with
     * which it would read all keys that are in an overlap.
     */
    private static final String IN_OVERLAP = "(k.previous_expires_at > now()) is true";

    /**
     * Finds a key under every type and pepper that it may be stored with, if it belongs to the live incarnation of its
     * agent. Several agents may have the same key, because callers may choose keys. The row of the expected agent comes
     * first, then an active row (the first status in alphabetical order), then the oldest row.
     *
     * <p>The value of a good key costs one look-up in one index. The statement looks up outgoing values and revoked
     * keys only if it finds no active key of the expected agent. A database function does that, because the server sets
     * up every part of a statement on each run, also a part that it then skips.
     */
    static final String FIND = """
            with presented as materialized (
                select CURRENT_COLUMNS, a.name as agent_name, STATUS as status, MEANT as meant
                from agent_api_key k
                ITS_LIVE_AGENT
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
            .replace("ITS_LIVE_AGENT", ITS_LIVE_AGENT)
            .replace("STATUS", KeyStatus.OF_KEY)
            .replace("MEANT", "($2::uuid is null or a.id = $2) and ($3::text is null or a.name = $3)");

    /**
     * Finds the keys of all agents that have a value and are not revoked, active ones first. Stops at two, which show
     * that several keys have the value.
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
            ITS_LIVE_AGENT
            order by k.status, k.created_at, k.id
            limit 2""".replace("OUTGOING_COLUMNS", OUTGOING_COLUMNS)
            .replace("ITS_LIVE_AGENT", ITS_LIVE_AGENT)
            .replace("CURRENT_COLUMNS", CURRENT_COLUMNS)
            .replace("IN_OVERLAP", IN_OVERLAP)
            .replace("STATUS", KeyStatus.OF_KEY);

    /** Finds the agents whose key is active. Stops at two, which show that the key belongs to several agents. */
    static final String FIND_OWNERS = """
            select distinct on (a.id) a.id, a.name, a.incarnation, k.id as key_id
            from agent_api_key k
            ITS_LIVE_AGENT
            where (k.fingerprint = any($1) or k.previous_fingerprint = any($1) and IN_OVERLAP)
              and IS_ACTIVE
            order by a.id, k.created_at, k.id
            limit 2""".replace("ITS_LIVE_AGENT", ITS_LIVE_AGENT)
            .replace("IN_OVERLAP", IN_OVERLAP)
            .replace("IS_ACTIVE", KeyStatus.IS_ACTIVE);

    /**
     * Finds a live agent that can be called, and the presented key if it is an active key of this agent. There is no
     * row if no such agent lives or it has no address. The statement finds the key first, by its fingerprint, because
     * an agent may have thousands of keys. It looks up outgoing values only if the agent has no key with this value.
     */
    static final String FIND_CALLED = """
            with called as materialized (
                select id, name, incarnation, acp_url
                from agent
                where name = $2 and status <> 'Deleted' and acp_url is not null
            ), presented as materialized (
                select KEY_COLUMNS
                from (select CURRENT_COLUMNS from agent_api_key k where k.fingerprint = any($1) and IS_ACTIVE offset 0) k
                join called c on c.id = k.agent_id and c.incarnation = k.agent_incarnation
            )
            select k.id, k.name, k.api_key_type, c.id as agent_id, k.agent_incarnation, k.created_at, k.fingerprint,
                   k.fingerprint_key_id, k.expires_at, k.rotated_at, k.outgoing, c.name as agent_name,
                   'active' as status, c.acp_url
            from called c
            left join (
                select KEY_COLUMNS from presented k
                union all
                select KEY_COLUMNS
                from (
                    select OUTGOING_COLUMNS
                    from agent_api_key k
                    where k.previous_fingerprint = any($1) and IN_OVERLAP and IS_ACTIVE
                      and not exists (select from presented)
                    offset 0) k) k on k.agent_id = c.id and k.agent_incarnation = c.incarnation
            order by k.created_at, k.id
            limit 1""".replace("KEY_COLUMNS", KEY_COLUMNS)
            .replace("OUTGOING_COLUMNS", OUTGOING_COLUMNS)
            .replace("CURRENT_COLUMNS", CURRENT_COLUMNS)
            .replace("IN_OVERLAP", IN_OVERLAP)
            .replace("IS_ACTIVE", KeyStatus.IS_ACTIVE);

    private static final String FOUND_COLUMNS = """
            f.id, f.name, f.api_key_type, f.agent_id, f.agent_incarnation, f.created_at, f.fingerprint,
            f.fingerprint_key_id, f.expires_at, f.rotated_at, f.outgoing, f.agent_name, f.status""";

    static final String FIND_BATCH = batch(
            FOUND_COLUMNS,
            "$4::uuid[], $5::text[]",
            "expected_id, expected_name",
            FIND.replace("$2", "q.expected_id").replace("$3", "q.expected_name"));

    static final String FIND_OWNERS_BATCH = batch("f.id, f.name, f.incarnation, f.key_id", "", "", FIND_OWNERS);

    static final String FIND_CALLED_BATCH = batch(
            FOUND_COLUMNS + ", f.acp_url", "$4::text[]", "called_name", FIND_CALLED.replace("$2", "q.called_name"));

    /**
     * The form for several look-ups of a statement whose first parameter is an array of fingerprints. $1 has the arrays
     * of all look-ups one after the other. $2 and $3 have the positions at which each array begins and ends.
     *
     * @param further further arrays, each with one more parameter of every look-up; may be empty
     * @param names the names of these parameters in the statement
     */
    private static String batch(String columns, String further, String names, String statement) {
        return """
                select COLUMNS, q.number::integer
                from unnest($2::integer[], $3::integer[]FURTHER) with ordinality as q (first, lastNAMES, number)
                cross join lateral (STATEMENT) f""".replace("COLUMNS", columns)
                .replace("FURTHER", further.isEmpty() ? "" : ", " + further)
                .replace("NAMES", names.isEmpty() ? "" : ", " + names)
                .replace("STATEMENT", statement.replace("$1", "($1::bytea[])[q.first:q.last]"));
    }

    /** Changes the row only if it still has the retired fingerprint: another request may have deleted or renewed it. */
    static final String RENEW = """
            update agent_api_key
            set fingerprint = $3, fingerprint_key_id = $4
            where id = $1 and fingerprint = $2""";

    /** Does the same for the outgoing value. */
    static final String RENEW_OUTGOING = """
            update agent_api_key
            set previous_fingerprint = $3, previous_fingerprint_key_id = $4
            where id = $1 and previous_fingerprint = $2""";
}
