package dev.agentkeys.agent;

import java.util.Optional;

/** What is stored of an agent and a registration may change, beside its metadata. */
record AgentState(
        String name,
        String description,
        AgentStatus status,
        Optional<String> statusReason,
        AcpType acpType,
        Optional<String> acpUrl,
        Optional<AgentInputType> inputType) {}
