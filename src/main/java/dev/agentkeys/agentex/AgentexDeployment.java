package dev.agentkeys.agentex;

import java.time.OffsetDateTime;

/** A deployment as Agentex stores it. */
record AgentexDeployment(
        String id,
        String agentId,
        String dockerImage,
        String registrationMetadata,
        String status,
        String acpUrl,
        String sgpDeployId,
        String helmReleaseName,
        OffsetDateTime createdAt,
        OffsetDateTime promotedAt,
        OffsetDateTime expiresAt) {}
