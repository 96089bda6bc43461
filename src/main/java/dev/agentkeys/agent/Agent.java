package dev.agentkeys.agent;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An agent, as the API shows it. */
public record Agent(
        @Schema(required = true, description = "The unique identifier of the agent.")
        UUID id,

        @Schema(required = true, description = "The unique name of the agent.")
        String name,

        @Schema(required = true, description = "The description of the action.")
        String description,

        @Schema(
                defaultValue = "Unknown",
                description = "The status of the action, indicating if it's building, ready, failed, etc.")
        AgentStatus status,

        @Schema(required = true, description = "The type of the ACP Server (Either sync or async)")
        AcpType acpType,

        @Schema(nullable = true, description = "The reason for the status of the action.")
        String statusReason,

        @Schema(required = true, description = "The timestamp when the agent was created")
        Instant createdAt,

        @Schema(required = true, description = "The timestamp when the agent was last updated")
        Instant updatedAt,

        @JsonRawValue
        @Schema(
                nullable = true,
                type = SchemaType.OBJECT,
                additionalProperties = Schema.True.class,
                description = "The metadata for the agent's registration.")
        String registrationMetadata,

        @Schema(nullable = true, description = "The timestamp when the agent was last registered")
        Instant registeredAt,

        @Schema(nullable = true, description = "The type of input the agent expects.")
        AgentInputType agentInputType,

        @Schema(nullable = true, description = "ID of the current production deployment.")
        String productionDeploymentId) {

    /** A copy without the metadata, for a caller who may not read the metadata that other callers registered. */
    public Agent withoutMetadata() {
        return new Agent(
                id,
                name,
                description,
                status,
                acpType,
                statusReason,
                createdAt,
                updatedAt,
                null,
                registeredAt,
                agentInputType,
                productionDeploymentId);
    }
}
