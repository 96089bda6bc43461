package dev.agentkeys.agent;

import java.util.Optional;

/** The stored fields of an agent that a registration may change, without the metadata. */
record AgentState(
        String name,
        String description,
        AgentStatus status,
        Optional<String> statusReason,
        AcpType acpType,
        Optional<String> acpUrl,
        Optional<AgentInputType> inputType) {}
