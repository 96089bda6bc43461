package dev.agentkeys.agent.registration;

import dev.agentkeys.audit.AuditAction;
import dev.agentkeys.audit.Changes;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What the audit trail says about a registration.
 *
 * @param apiKeyId the internal key, if the registration issues it or gives it a new value
 * @param deploymentId the deployment that registers
 */
record RegistrationEvent(
        AuditAction action, UUID agentId, Optional<UUID> apiKeyId, Optional<String> deploymentId, Changes changes) {

    /** The event; empty if the registration changes nothing. */
    static Optional<RegistrationEvent> of(
            StoredAgent found, AgentProfile profile, Registration registration, boolean changesDeployment) {
        var issued = registration.internalKey().filter(key -> registration.issuesKey() || registration.renewsKey());
        boolean changesAgent = !registration.agent().equals(found.agent());
        if (!changesAgent && !changesDeployment && issued.isEmpty()) {
            return Optional.empty();
        }
        var changes = new Changes();
        compare(found, registration, changes);
        if (changesAgent && !profile.acpUrl().equals(found.acpUrl())) {
            changes.hidden("acp_url");
        }
        if (found.metadataChanges() && changesAgent) {
            changes.hidden("registration_metadata");
        }
        if (issued.isPresent()) {
            changes.hidden("agent_api_key");
        }
        return Optional.of(new RegistrationEvent(
                action(found, changesDeployment),
                found.id(),
                issued.map(key -> key.binding().keyId()),
                profile.deployment().map(deployment -> deployment.id()),
                changes));
    }

    private static AuditAction action(StoredAgent found, boolean changesDeployment) {
        if (!found.lives()) {
            return AuditAction.AGENT_REGISTERED;
        }
        return changesDeployment ? AuditAction.DEPLOYMENT_REGISTERED : AuditAction.AGENT_CHANGED;
    }

    private static void compare(StoredAgent found, Registration registration, Changes changes) {
        var before = found.agent();
        var now = registration.agent();
        boolean isNew = !found.lives();
        if (isNew || !before.name().equals(now.name())) {
            changes.to("name", now.name());
        }
        if (isNew || before.status() != now.status()) {
            changes.to("status", now.status().storedName());
        }
        if (isNew || before.acpType() != now.acpType()) {
            changes.to("acp_type", now.acpType().storedName());
        }
        if (!before.description().equals(now.description())) {
            changes.hidden("description");
        }
        if (before.agentInputType() != now.agentInputType()) {
            changes.to(
                    "agent_input_type",
                    now.agentInputType() == null ? null : now.agentInputType().storedName());
        }
        if (!Objects.equals(before.productionDeploymentId(), now.productionDeploymentId())) {
            changes.to("production_deployment_id", now.productionDeploymentId());
        }
    }
}
