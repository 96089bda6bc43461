package dev.agentkeys.agentex;

import dev.agentkeys.agentex.ImportReport.Outcome;
import dev.agentkeys.audit.AuditAction;
import dev.agentkeys.audit.ImportedEvents;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** Writes the agents of an Agentex. An agent that Agentex has deleted keeps its id and its name, and has no keys. */
final class AgentImport {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,256}");
    private static final int MAX_METADATA = 1024 * 1024;

    /**
     * The status here for each status in Agentex. Old databases have other statuses; for these the agent gets Unknown.
     */
    private static final Map<String, String> STATUSES = Map.of(
            "READY", "Ready",
            "FAILED", "Failed",
            "DELETED", "Deleted",
            "UNHEALTHY", "Unhealthy",
            "BUILD_ONLY", "BuildOnly");

    /** A deleted agent is in its second incarnation, so that keys and deployments of its first are ended. */
    private static final String INSERT = """
            insert into agent (id, name, description, status, status_reason, acp_type, acp_url, registration_metadata,
                               agent_input_type, production_deployment_id, created_at, updated_at, registered_at,
                               incarnation)
            values (?, ?, ?, ?, ?, ?, ?, cast(? as jsonb), ?, ?,
                    coalesce(?::timestamptz, now()), coalesce(?::timestamptz, ?::timestamptz, now()),
                    ?::timestamptz, case ? when 'Deleted' then 2 else 1 end)
            on conflict do nothing""";

    /** An agent that was deleted here stays deleted. */
    private static final String UPDATE = """
            update agent
            set name = ?, description = ?, status = ?, status_reason = ?, acp_type = ?, acp_url = ?,
                registration_metadata = cast(? as jsonb), agent_input_type = ?, production_deployment_id = ?,
                created_at = coalesce(?::timestamptz, created_at), updated_at = coalesce(?::timestamptz, updated_at),
                registered_at = ?::timestamptz,
                incarnation = case ? when 'Deleted' then incarnation + 1 else incarnation end
            where id = ? and status <> 'Deleted'
              and not exists (select from agent other where other.name = ? and other.id <> agent.id)""";

    private static final String STATUS_OF_ID = "select status from agent where id = ?";

    private final Connection target;
    private final boolean update;
    private final ImportReport report;
    private final ImportedEvents events;

    AgentImport(Connection target, boolean update, ImportReport report, ImportedEvents events) {
        this.target = target;
        this.update = update;
        this.report = report;
        this.events = events;
    }

    void write(List<AgentexAgent> agents) throws SQLException {
        try (var insert = target.prepareStatement(INSERT);
                var change = target.prepareStatement(UPDATE);
                var look = target.prepareStatement(STATUS_OF_ID)) {
            for (var agent : agents) {
                write(agent, insert, change, look);
            }
        }
    }

    private void write(AgentexAgent agent, PreparedStatement insert, PreparedStatement change, PreparedStatement look)
            throws SQLException {
        var row = "agent " + ImportedText.id(agent.id());
        var id = ImportedText.uuid(agent.id());
        if (id.isEmpty()) {
            report.skip(row, "its id is not a UUID");
        } else if (agent.name() == null || !NAME.matcher(agent.name()).matches()) {
            report.skip(row, "its name is not 1 to 256 characters of a-z, 0-9 and '-'");
        } else {
            write(row, id.get(), agent, insert, change, look);
        }
    }

    private void write(
            String row,
            UUID id,
            AgentexAgent agent,
            PreparedStatement insert,
            PreparedStatement change,
            PreparedStatement look)
            throws SQLException {
        var status = STATUSES.getOrDefault(String.valueOf(agent.status()), "Unknown");
        var metadata = metadata(row, agent);
        insert.setObject(1, id);
        int next = set(insert, 2, agent, status, metadata);
        insert.setObject(next, agent.createdAt());
        insert.setObject(next + 1, agent.updatedAt());
        insert.setObject(next + 2, agent.createdAt());
        insert.setObject(next + 3, agent.registeredAt());
        insert.setString(next + 4, status);
        if (insert.executeUpdate() == 1) {
            events.ofAgent(AuditAction.AGENT_REGISTERED, id);
            report.count(Outcome.ADDED);
            return;
        }
        look.setObject(1, id);
        try (var found = look.executeQuery()) {
            if (!found.next()) {
                report.skip(row, "another agent has its name here");
            } else if (!update) {
                report.count(Outcome.UNCHANGED);
            } else {
                update(row, id, agent, status, metadata, found.getString(1), change);
            }
        }
    }

    private void update(
            String row,
            UUID id,
            AgentexAgent agent,
            String status,
            String metadata,
            String statusHere,
            PreparedStatement change)
            throws SQLException {
        if (statusHere.equals("Deleted")) {
            if (status.equals("Deleted")) {
                report.count(Outcome.UNCHANGED);
            } else {
                report.skip(row, "it is deleted here");
            }
            return;
        }
        int next = set(change, 1, agent, status, metadata);
        change.setObject(next, agent.createdAt());
        change.setObject(next + 1, agent.updatedAt());
        change.setObject(next + 2, agent.registeredAt());
        change.setString(next + 3, status);
        change.setObject(next + 4, id);
        change.setString(next + 5, agent.name());
        if (change.executeUpdate() == 1) {
            events.ofAgent(status.equals("Deleted") ? AuditAction.AGENT_DELETED : AuditAction.AGENT_CHANGED, id);
            report.count(Outcome.UPDATED);
        } else {
            report.skip(row, "another agent has its name here");
        }
    }

    /** Sets the columns that both statements have in the same order. Returns the position after them. */
    private static int set(PreparedStatement statement, int first, AgentexAgent agent, String status, String metadata)
            throws SQLException {
        int next = first;
        statement.setString(next++, agent.name());
        statement.setString(next++, agent.description() == null ? "" : agent.description());
        statement.setString(next++, status);
        statement.setString(next++, agent.statusReason());
        statement.setString(next++, ImportedText.oneOf(agent.acpType(), "async", "sync", "async", "agentic"));
        statement.setString(next++, agent.acpUrl());
        statement.setString(next++, metadata);
        statement.setString(next++, ImportedText.oneOf(agent.inputType(), null, "text", "json"));
        statement.setString(next++, status.equals("Deleted") ? null : agent.productionDeploymentId());
        return next;
    }

    private String metadata(String row, AgentexAgent agent) {
        if (!ImportedText.isObjectOfAtMost(agent.registrationMetadata(), MAX_METADATA)) {
            report.note(row, "is imported without its metadata, which is not a JSON object of at most 1 MiB");
            return null;
        }
        return agent.registrationMetadata();
    }
}
