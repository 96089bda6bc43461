package dev.agentkeys.agentex;

import java.time.OffsetDateTime;

/** An agent as Agentex stores it. */
record AgentexAgent(
        String id,
        String name,
        String description,
        String status,
        String statusReason,
        String acpUrl,
        String acpType,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt,
        OffsetDateTime registeredAt,
        String registrationMetadata,
        String inputType,
        String productionDeploymentId) {}
