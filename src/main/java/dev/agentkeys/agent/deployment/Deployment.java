package dev.agentkeys.agent.deployment;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A deployment of an agent, as the API shows it. */
record Deployment(
        @Schema(required = true, description = "The unique identifier of the deployment.")
        String id,

        @Schema(required = true, description = "The agent this deployment belongs to.")
        UUID agentId,

        @Schema(required = true, description = "Full Docker image URI.")
        String dockerImage,

        @JsonRawValue
        @Schema(
                nullable = true,
                type = SchemaType.OBJECT,
                additionalProperties = Schema.True.class,
                description = "Git/build metadata from the agent pod.")
        String registrationMetadata,

        @Schema(required = true, description = "Current deployment status.")
        DeploymentStatus status,

        @Schema(nullable = true, description = "ACP URL set when agent registers.")
        String acpUrl,

        @Schema(required = true, description = "Whether this is the production deployment.")
        boolean isProduction,

        @Schema(nullable = true, description = "Correlates to SGP's agentex_deploys.id.")
        String sgpDeployId,

        @Schema(nullable = true, description = "Helm release name for cleanup.")
        String helmReleaseName,

        @Schema(nullable = true, description = "When the deployment was created.")
        Instant createdAt,

        @Schema(nullable = true, description = "When promoted to production.")
        Instant promotedAt,

        @Schema(nullable = true, description = "When marked for cleanup.")
        Instant expiresAt) {}
