package dev.agentkeys.agentex;

import dev.agentkeys.agentex.ImportReport.Outcome;
import dev.agentkeys.audit.AuditAction;
import dev.agentkeys.audit.ImportedEvents;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Writes the deployments of an Agentex. The agent's row says which deployment serves production. */
final class DeploymentImport {

    private static final int MAX_ID = 256;
    private static final int MAX_METADATA = 1024 * 1024;

    private static final String INSERT = """
            insert into deployment as d (agent_id, agent_incarnation, id, docker_image, registration_metadata, status,
                                         acp_url, sgp_deploy_id, helm_release_name, created_at, promoted_at,
                                         expires_at)
            select a.id, a.incarnation, ?, ?, cast(? as jsonb), ?, ?, ?, ?, coalesce(?::timestamptz, now()),
                   ?::timestamptz, ?::timestamptz
            from agent a
            where a.id = ? and a.status <> 'Deleted'
            on conflict (agent_id, agent_incarnation, id)""";

    private static final String KEEP = INSERT + " do nothing";

    private static final String REPLACE = INSERT + """
             do update
            set docker_image = excluded.docker_image, registration_metadata = excluded.registration_metadata,
                status = excluded.status, acp_url = excluded.acp_url, sgp_deploy_id = excluded.sgp_deploy_id,
                helm_release_name = excluded.helm_release_name, created_at = excluded.created_at,
                promoted_at = excluded.promoted_at, expires_at = excluded.expires_at""";

    private static final String LIVING = "select 1 from agent where id = ? and status <> 'Deleted'";

    private final Connection target;
    private final boolean update;
    private final ImportReport report;
    private final ImportedEvents events;

    DeploymentImport(Connection target, boolean update, ImportReport report, ImportedEvents events) {
        this.target = target;
        this.update = update;
        this.report = report;
        this.events = events;
    }

    void write(List<AgentexDeployment> deployments) throws SQLException {
        try (var keep = target.prepareStatement(KEEP);
                var replace = target.prepareStatement(REPLACE);
                var living = target.prepareStatement(LIVING)) {
            for (var deployment : deployments) {
                write(deployment, keep, replace, living);
            }
        }
    }

    private void write(
            AgentexDeployment deployment, PreparedStatement keep, PreparedStatement replace, PreparedStatement living)
            throws SQLException {
        var row =
                "deployment " + ImportedText.id(deployment.id()) + " of agent " + ImportedText.id(deployment.agentId());
        var agentId = ImportedText.uuid(deployment.agentId());
        if (agentId.isEmpty()) {
            report.skip(row, "the id of its agent is not a UUID");
        } else if (deployment.id().isEmpty()
                || deployment.id().length() > MAX_ID
                || ImportedText.hasControl(deployment.id())) {
            report.skip(row, "its id is not 1 to 256 characters without control characters");
        } else if (!lives(agentId.get(), living)) {
            report.skip(row, "its agent is not here, or deleted");
        } else if (write(row, deployment, agentId.get(), keep)) {
            events.ofDeployment(AuditAction.DEPLOYMENT_CREATED, agentId.get(), deployment.id());
            report.count(Outcome.ADDED);
        } else if (update && write(row, deployment, agentId.get(), replace)) {
            events.ofDeployment(AuditAction.DEPLOYMENT_REGISTERED, agentId.get(), deployment.id());
            report.count(Outcome.UPDATED);
        } else {
            report.count(Outcome.UNCHANGED);
        }
    }

    private static boolean lives(UUID agentId, PreparedStatement living) throws SQLException {
        living.setObject(1, agentId);
        try (var found = living.executeQuery()) {
            return found.next();
        }
    }

    private boolean write(String row, AgentexDeployment deployment, UUID agentId, PreparedStatement statement)
            throws SQLException {
        var metadata = deployment.registrationMetadata();
        if (!ImportedText.isObjectOfAtMost(metadata, MAX_METADATA)) {
            report.note(row, "is imported without its metadata, which is not a JSON object of at most 1 MiB");
            metadata = null;
        }
        statement.setString(1, deployment.id());
        statement.setString(2, deployment.dockerImage() == null ? "" : deployment.dockerImage());
        statement.setString(3, metadata);
        statement.setString(4, status(deployment));
        statement.setString(5, deployment.acpUrl());
        statement.setString(6, deployment.sgpDeployId());
        statement.setString(7, deployment.helmReleaseName());
        statement.setObject(8, deployment.createdAt());
        statement.setObject(9, deployment.promotedAt());
        statement.setObject(10, deployment.expiresAt());
        statement.setObject(11, agentId);
        return statement.executeUpdate() == 1;
    }

    /** Old databases write the status in another letter case. */
    private static String status(AgentexDeployment deployment) {
        return switch (ImportedText.oneOf(deployment.status(), "pending", "pending", "ready", "failed")) {
            case "ready" -> "Ready";
            case "failed" -> "Failed";
            default -> "Pending";
        };
    }
}
