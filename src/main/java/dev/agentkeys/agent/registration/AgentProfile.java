package dev.agentkeys.agent.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.agent.AcpType;
import dev.agentkeys.agent.AgentInputType;
import dev.agentkeys.agent.AgentStatus;
import dev.agentkeys.agent.deployment.RegisteredDeployment;
import java.util.Optional;

/**
 * What a registration says about an agent; fields that it leaves empty keep their stored values.
 *
 * @param replacesMetadata whether its metadata replaces the stored metadata, instead of being merged with it
 * @param deployment the deployment that registers; empty if the agent registers itself
 */
record AgentProfile(
        String name,
        String description,
        AgentStatus status,
        String statusReason,
        Optional<AcpType> acpType,
        Optional<String> acpUrl,
        Optional<ObjectNode> metadata,
        Optional<AgentInputType> inputType,
        boolean replacesMetadata,
        Optional<RegisteredDeployment> deployment) {

    static AgentProfile of(RegisterAgentRequest request) {
        return new AgentProfile(
                request.name(),
                request.description(),
                AgentStatus.READY,
                "Agent registered successfully.",
                Optional.of(request.acpType()),
                Optional.of(request.acpUrl()),
                Optional.ofNullable(request.registrationMetadata()),
                Optional.ofNullable(request.agentInputType()),
                false,
                RegisteredDeployment.of(request.registrationMetadata(), request.acpUrl()));
    }

    static AgentProfile of(RegisterBuildRequest request) {
        return new AgentProfile(
                request.name(),
                request.description(),
                AgentStatus.BUILD_ONLY,
                "Agent registered at build time, not deployed yet.",
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(request.registrationMetadata()),
                Optional.ofNullable(request.agentInputType()),
                false,
                Optional.empty());
    }

    AgentProfile replacingMetadata() {
        return new AgentProfile(
                name,
                description,
                status,
                statusReason,
                acpType,
                acpUrl,
                metadata,
                inputType,
                true,
                deployment.map(RegisteredDeployment::replacingMetadata));
    }

    /** What the service stores when a deployment registers a new agent. The agent runs from its first promotion on. */
    AgentProfile untilPromotion() {
        return new AgentProfile(
                name,
                description,
                AgentStatus.BUILD_ONLY,
                "Agent registered by a deployment, none is promoted to production yet.",
                acpType,
                Optional.empty(),
                Optional.empty(),
                inputType,
                replacesMetadata,
                deployment);
    }
}
