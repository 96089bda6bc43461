package dev.agentkeys.keystore;

import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The statements that list one page of an agent's keys. Each combination of conditions has its own statement, so that
 * an index serves it. The planner uses no index for a condition that a parameter may switch off.
 */
final class KeyList {

    private static final String PAGE = """
            select owner.deleted, SELECTED
            from owner
            left join lateral (
                select SELECTED
                from (BRANCHES) s
                order by s.created_at, s.id
                limit $2 offset $3) s on not owner.deleted
            order by s.created_at, s.id""";

    /** Reads in the order of the index, and no more rows than the page can need. */
    private static final String KEYS = """
            (select OF_KEY
            from agent_api_key k
            where k.agent_id = owner.id and k.agent_incarnation = owner.incarnation CONDITIONS
            order by k.created_at, k.id
            limit $4)""";

    /**
     * The {@code offset} keeps the planner from reading all keys by age, which are already in the order of the page.
     */
    private static final String EXPIRING_KEYS = """
            (select SELECTED
            from (
                select OF_KEY
                from agent_api_key k
                where k.agent_id = owner.id and k.agent_incarnation = owner.incarnation CONDITIONS
                offset 0) s
            order by s.created_at, s.id
            limit $4)""";

    private static final String REVOKED_KEYS = """
            (select OF_REVOKED_KEY
            from revoked_agent_api_key k
            where k.agent_id = owner.id and k.agent_incarnation = owner.incarnation CONDITIONS
            order by k.created_at, k.id
            limit $4)""";

    /**
     * A page deep in the list of all keys of an agent. The index alone tells which keys are on the page, so the
     * statement reads only these keys, and not all before them.
     */
    static final AgentStatement DEEP_PAGE = AgentStatement.of(StoredKeyRow.withColumns("""
            , page as materialized (
                select p.id, p.revoked
                from owner
                cross join lateral (
                    select each.id, each.revoked
                    from (
                        (select k.created_at, k.id, false as revoked
                        from agent_api_key k
                        where k.agent_id = owner.id and k.agent_incarnation = owner.incarnation
                        order by k.created_at, k.id
                        limit $4)
                        union all
                        (select k.created_at, k.id, true
                        from revoked_agent_api_key k
                        where k.agent_id = owner.id and k.agent_incarnation = owner.incarnation
                        order by k.created_at, k.id
                        limit $4)) each
                    order by each.created_at, each.id
                    limit $2 offset $3) p
                where not owner.deleted
            )
            select owner.deleted, SELECTED
            from owner
            left join (
                select OF_KEY from page p join agent_api_key k on k.id = p.id where not p.revoked
                union all
                select OF_REVOKED_KEY from page p join revoked_agent_api_key k on k.id = p.id where p.revoked) s on true
            order by s.created_at, s.id"""), 4);

    /** The offset of the first deep page. Pages before it are read faster without a look at the index first. */
    private static final int DEEP = 2_000;

    private static final String UNION = "\nunion all\n";
    private static final int PARAMETERS = 4;

    /** The parts of a request that decide which statement it needs. */
    private record Shape(
            Optional<KeyStatus> status, boolean expiresBefore, boolean unusedSince, boolean type, boolean only) {}

    private static final Map<Shape, AgentStatement> STATEMENTS = new ConcurrentHashMap<>();

    private KeyList() {}

    /** The statement for a page that begins at that offset. */
    static AgentStatement page(KeyFilter filter, Optional<List<UUID>> only, long offset) {
        return offset >= DEEP && filter.equals(KeyFilter.ALL) && only.isEmpty() ? DEEP_PAGE : statement(filter, only);
    }

    /** The statement for the filter. With {@code only}, it lists only keys that have one of these ids. */
    static AgentStatement statement(KeyFilter filter, Optional<List<UUID>> only) {
        return STATEMENTS.computeIfAbsent(
                new Shape(
                        filter.status(),
                        filter.expiresBefore().isPresent(),
                        filter.unusedSince().isPresent(),
                        filter.type().isPresent(),
                        only.isPresent()),
                KeyList::statement);
    }

    /** Adds the parameters of that statement. They follow the parameter of the agent. */
    static Tuple addParameters(Tuple parameters, KeyFilter filter, Optional<List<UUID>> only, long limit, long offset) {
        // The sum overflows only for an offset that no agent's keys reach.
        long reach = offset > Long.MAX_VALUE - limit ? Long.MAX_VALUE : offset + limit;
        parameters.addLong(limit).addLong(offset).addLong(reach);
        only.ifPresent(ids -> parameters.addArrayOfUUID(ids.toArray(UUID[]::new)));
        filter.expiresBefore().ifPresent(parameters::addOffsetDateTime);
        filter.unusedSince().ifPresent(parameters::addOffsetDateTime);
        filter.type().ifPresent(type -> parameters.addString(type.wireName()));
        return parameters;
    }

    private static AgentStatement statement(Shape shape) {
        var conditions = new StringBuilder();
        int parameters = PARAMETERS;
        if (shape.only()) {
            conditions.append("\nand k.id = any($").append(++parameters).append("::uuid[])");
        }
        if (shape.expiresBefore()) {
            conditions.append("\nand k.expires_at < $").append(++parameters);
        }
        // No key is used before it is created, so the index by creation time can end a scan here.
        var bound = "";
        if (shape.unusedSince()) {
            var time = "$" + ++parameters;
            conditions.append("\nand coalesce(k.last_used_at, k.created_at) < ").append(time);
            bound = "\nand k.created_at < " + time;
        }
        if (shape.type()) {
            conditions.append("\nand k.api_key_type = $").append(++parameters);
        }
        return AgentStatement.of(
                StoredKeyRow.withColumns(PAGE.replace("BRANCHES", branches(shape, conditions.toString(), bound))),
                parameters);
    }

    private static String branches(Shape shape, String conditions, String boundOfAge) {
        var branches = new ArrayList<String>();
        boolean revoked = shape.status().filter(KeyStatus.REVOKED::equals).isPresent();
        if (!revoked) {
            var ofStatus = shape.status().map(KeyList::condition).orElse("") + conditions;
            boolean byExpiry = shape.expiresBefore()
                    || shape.status().filter(KeyStatus.EXPIRED::equals).isPresent();
            branches.add(
                    byExpiry
                            ? EXPIRING_KEYS.replace("CONDITIONS", ofStatus)
                            : KEYS.replace("CONDITIONS", ofStatus + boundOfAge));
        }
        if (revoked || shape.status().isEmpty()) {
            branches.add(REVOKED_KEYS.replace("CONDITIONS", conditions + boundOfAge));
        }
        return String.join(UNION, branches);
    }

    private static String condition(KeyStatus status) {
        return switch (status) {
            case ACTIVE -> "\nand " + KeyStatus.IS_ACTIVE;
            case DISABLED -> "\nand not k.enabled";
            case EXPIRED -> "\nand k.enabled and k.expires_at <= now()";
            case REVOKED -> "";
        };
    }
}
