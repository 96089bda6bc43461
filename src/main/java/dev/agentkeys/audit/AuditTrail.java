package dev.agentkeys.audit;

import dev.agentkeys.database.RequestColumn;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The part of a statement that writes its events. An event is in the statement of its change: if the event cannot be
 * written, the change does not happen.
 */
public final class AuditTrail {

    /** What a statement for several requests calls what {@link #parameters} adds for each. */
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
     * @param rows the query; its columns are the id of an agent, the id of a key, and the text that names what is neither
     * @param before the number of parameters that the statement has before those of the event
     */
    public static String events(AuditAction action, String rows, int before) {
        return ", audited as (" + insert(action, rows, before) + ")";
    }

    /** The same as a statement of its own, for a transaction. */
    public static String insert(AuditAction action, String rows, int before) {
        return insert(action, rows, "", i -> "$" + (before + i));
    }

    /**
     * The same in a statement for several requests.
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

    /** Adds the parameters of the events. */
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
