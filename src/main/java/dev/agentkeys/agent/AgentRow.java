package dev.agentkeys.agent;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The columns of an agent, in the order every statement about agents selects them. */
public final class AgentRow {

    /** The columns. */
    public static final String COLUMNS = """
            id, name, description, status, acp_type, status_reason, created_at, updated_at,
            registration_metadata::text, registered_at, agent_input_type, production_deployment_id""";

    /** The position of the first column after those of the agent. */
    public static final int WIDTH = 12;

    private AgentRow() {}

    /** The agent in a row that begins with the columns. */
    public static Agent toAgent(Row row) {
        return new Agent(
                row.getUUID(0),
                row.getString(1),
                row.getString(2),
                AgentStatus.ofStoredName(row.getString(3)),
                AcpType.ofStoredName(row.getString(4)),
                row.getString(5),
                instant(row, 6),
                instant(row, 7),
                row.getString(8),
                instant(row, 9),
                Optional.ofNullable(row.getString(10))
                        .map(AgentInputType::ofStoredName)
                        .orElse(null),
                row.getString(11));
    }

    private static Instant instant(Row row, int column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
