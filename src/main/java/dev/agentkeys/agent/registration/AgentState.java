package dev.agentkeys.agent.registration;

import dev.agentkeys.agent.AcpType;
import dev.agentkeys.agent.AgentInputType;
import dev.agentkeys.agent.AgentStatus;
import java.util.Optional;

/** The stored fields of an agent that a registration may change, without the metadata. */
record AgentState(
        String name,
        String description,
        AgentStatus status,
        Optional<String> statusReason,
        AcpType acpType,
        Optional<String> acpUrl,
        Optional<AgentInputType> inputType,
        Optional<String> productionDeploymentId) {}
