package dev.agentkeys.trail;

import dev.agentkeys.audit.AuditAction;
import dev.agentkeys.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Reads the audit trail, and deletes events that are older than the retention. The statements that make a change write
 * its event.
 */
@Singleton
class AuditEventRepository {

    private static final String SELECT = """
            select id, at, action, actor, actor_mode, actor_agent_id, actor_api_key_id, role, agent_id, api_key_id,
                   resource_id, changes::text, request_id, address
            from audit_event""";

    /** Skips rows that another replica is deleting. */
    static final String PURGE = """
            delete from audit_event
            where (at, id) in (
                select at, id from audit_event
                where at < now() - make_interval(secs => $1)
                order by at, id
                limit $2
                for update skip locked)""";

    private final Database database;

    AuditEventRepository(Database database) {
        this.database = database;
    }

    /** The newest events that fit the filter, at most {@code limit}. */
    Uni<List<AuditEvent>> find(EventFilter filter, int limit) {
        var parameters = Tuple.tuple();
        conditions(filter).stream()
                .flatMap(condition -> condition.values().stream())
                .forEach(parameters::addValue);
        return database.execute(sql(filter), parameters.addInteger(limit))
                .map(rows -> Database.list(rows, AuditEventRepository::toEvent));
    }

    /** Deletes at most {@code limit} events that are older than that, the oldest first. Returns their number. */
    Uni<Integer> purge(Duration age, int limit) {
        return database.executePatiently(PURGE, Tuple.of((double) age.toSeconds(), limit))
                .map(rows -> rows.rowCount());
    }

    /** The statement that answers a filter. */
    static String sql(EventFilter filter) {
        var conditions = conditions(filter).stream().map(Condition::sql).toList();
        var where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        var numbered = new StringBuilder();
        int number = 0;
        for (var part : (SELECT + where + " order by at desc, id desc limit ?").split("(?<=\\?)")) {
            number++;
            numbered.append(part.replace("?", "$" + number));
        }
        return numbered.toString();
    }

    /**
     * A part of a filter.
     *
     * @param sql has a question mark for each value
     */
    private record Condition(String sql, List<?> values) {}

    /**
     * Returns conditions only for values that the filter has. A condition that also accepts an absent value would keep
     * the planner from using an index.
     */
    private static List<Condition> conditions(EventFilter filter) {
        return Stream.of(
                        filter.agentId().map(id -> new Condition("agent_id = ?", List.of(id))),
                        filter.apiKeyId().map(id -> new Condition("api_key_id = ?", List.of(id))),
                        filter.actor().map(name -> new Condition("actor = ?", List.of(name))),
                        filter.action().map(name -> new Condition("action = ?", List.of(name))),
                        filter.since().map(time -> new Condition("at >= ?", List.of(time))),
                        filter.until().map(time -> new Condition("at < ?", List.of(time))),
                        filter.after()
                                .map(place -> new Condition("(at, id) < (?, ?)", List.of(place.at(), place.id()))))
                .flatMap(Optional::stream)
                .toList();
    }

    private static AuditEvent toEvent(Row row) {
        var action = AuditAction.ofWireName(row.getString(2));
        var agentId = row.getUUID(8);
        var apiKeyId = row.getUUID(9);
        return new AuditEvent(
                row.getUUID(0),
                row.getOffsetDateTime(1).toInstant(),
                action.wireName(),
                new AuditEvent.Who(
                        row.getString(3), row.getString(4), row.getUUID(5), row.getUUID(6), row.getString(7)),
                new AuditEvent.What(action.resourceType(), resourceId(action, agentId, apiKeyId, row.getString(10))),
                agentId,
                apiKeyId,
                row.getString(11),
                row.getString(12),
                row.getString(13));
    }

    private static String resourceId(AuditAction action, UUID agentId, UUID apiKeyId, String other) {
        return switch (action) {
            case AGENT_REGISTERED, AGENT_CHANGED, AGENT_DELETED -> agentId.toString();
            case KEY_CREATED, KEY_CHANGED, KEY_ROTATED, KEY_REVOKED, KEY_DELETED, KEY_PURGED -> apiKeyId.toString();
            case DEPLOYMENT_CREATED,
                    DEPLOYMENT_REGISTERED,
                    DEPLOYMENT_PROMOTED,
                    DEPLOYMENT_DELETED,
                    TOKENS_RELOADED,
                    RING_KEY_ADDED,
                    RING_KEY_GIVEN_UP,
                    RING_KEY_REMOVED -> other;
        };
    }
}
