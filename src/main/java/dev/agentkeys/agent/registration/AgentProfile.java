package dev.agentkeys.agent.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.agent.AcpType;
import dev.agentkeys.agent.AgentInputType;
import dev.agentkeys.agent.AgentStatus;
import java.util.Optional;

/**
 * What a registration says about an agent; fields that it leaves empty keep their stored values.
 *
 * @param replacesMetadata whether its metadata replaces the stored metadata, instead of being merged with it
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
        boolean replacesMetadata) {

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
                false);
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
                false);
    }

    AgentProfile replacingMetadata() {
        return new AgentProfile(name, description, status, statusReason, acpType, acpUrl, metadata, inputType, true);
    }
}
