package dev.agentkeys.audit;

import dev.agentkeys.database.RequestColumn;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Builds the part of a statement that writes its events. The statement of a change also writes the event, so the change
 * does not happen if the event cannot be written.
 */
public final class AuditTrail {

    /** The columns of a statement for several requests that hold what {@link #parameters} adds for each request. */
    public static final List<RequestColumn> COLUMNS = List.of(
            RequestColumn.text("changes"),
            RequestColumn.text("actor"),
            RequestColumn.text("actor_mode"),
            RequestColumn.uuid("actor_agent_id"),
            RequestColumn.uuid("actor_api_key_id"),
            RequestColumn.text("role"),
            RequestColumn.text("request_id"),
            RequestColumn.text("address"));

    /** The number of parameters that {@link #parameters} adds. */
    public static final int PARAMETERS = COLUMNS.size();

    private static final String INSERT = """
            insert into audit_event (action, agent_id, api_key_id, resource_id, changes, actor, actor_mode,
                                     actor_agent_id, actor_api_key_id, role, request_id, address)
            select 'ACTION', changed.agent_id, changed.api_key_id, changed.resource_id, cast($P1::text as json), $P2,
                   $P3, $P4, $P5, $P6, $P7, $P8
            from (ROWS) as changed (agent_id, api_key_id, resource_idOTHERS)""";

    private AuditTrail() {}

    /**
     * A common table expression that writes an event for each row of a query. It begins with a comma.
     *
     * @param rows the query; its columns are the id of an agent, the id of a key, and the text that names any other
     *     resource
     * @param before the number of parameters that the statement has before those of the event
     */
    public static String events(AuditAction action, String rows, int before) {
        return ", audited as (" + insert(action, rows, before) + ")";
    }

    /** A separate statement that writes an event for each row of a query, for use in a transaction. */
    public static String insert(AuditAction action, String rows, int before) {
        return insert(action, rows, "", i -> "$" + (before + i));
    }

    /**
     * A common table expression that writes the events in a statement for several requests. It begins with a comma.
     *
     * @param rows the query; after the usual columns it has {@link #COLUMNS}
     */
    public static String eventsOfRequests(AuditAction action, String rows) {
        var columns = ", " + RequestColumn.names(COLUMNS);
        return ", audited as ("
                + insert(
                        action,
                        rows,
                        columns,
                        i -> "changed." + COLUMNS.get(i - 1).name()) + ")";
    }

    private static String insert(AuditAction action, String rows, String columns, IntFunction<String> parameter) {
        var insert = INSERT.replace("ACTION", action.wireName()).replace("OTHERS", columns);
        for (int i = 1; i <= PARAMETERS; i++) {
            insert = insert.replace("$P" + i, parameter.apply(i));
        }
        return insert.replace("ROWS", rows);
    }

    /** Adds the parameters of an event to those of its statement. */
    public static Tuple parameters(Tuple others, Actor actor, Changes changes) {
        return others.addString(changes.json())
                .addString(actor.name())
                .addString(actor.mode())
                .addUUID(actor.agentId().orElse(null))
                .addUUID(actor.apiKeyId().orElse(null))
                .addString(actor.role().orElse(null))
                .addString(actor.requestId().orElse(null))
                .addString(actor.address().orElse(null));
    }
}
