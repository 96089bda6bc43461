package dev.agentkeys.trail;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One change: who changed what, when, and with which request. */
@Schema(name = "AuditEvent")
record AuditEvent(
        @Schema(required = true, description = "The unique identifier of the event.")
        UUID id,

        @Schema(required = true, description = "When the change was made, by the clock of the database.")
        Instant at,

        @Schema(required = true, description = "What was done, such as api_key.created.")
        String action,

        @Schema(required = true, description = "Who did it.")
        Who actor,

        @Schema(required = true, description = "What was changed.")
        What resource,

        @Schema(nullable = true, description = "The agent that was changed, or whose key or deployment was changed.")
        UUID agentId,

        @Schema(nullable = true, description = "The key that was changed, or issued with an agent's registration.")
        UUID apiKeyId,

        @JsonRawValue
        @Schema(
                required = true,
                type = SchemaType.OBJECT,
                additionalProperties = Schema.True.class,
                description = "The fields that were set. Each has its new value as 'to', unless that could be secret.")
        String changes,

        @Schema(nullable = true, description = "The id of the request; null if the service acted by itself.")
        String requestId,

        @Schema(nullable = true, description = "The address that the request came from.")
        String address) {

    /** Who made a change. */
    @Schema(name = "AuditActor")
    record Who(
            @Schema(required = true, description = "The name of the caller in this service, such as static:ops.")
            String name,

            @Schema(
                    required = true,
                    description = "How the caller was identified: static, oidc, gateway, none, agent, api_key,"
                            + " open-registration or system.")
            String mode,

            @Schema(nullable = true, description = "The agent that the caller is, or whose key it holds.")
            UUID agentId,

            @Schema(nullable = true, description = "The key that the caller presented.")
            UUID apiKeyId,

            @Schema(nullable = true, description = "The role that the change needed.")
            String role) {}

    /** What was changed. */
    @Schema(name = "AuditedResource")
    record What(
            @Schema(
                    required = true,
                    description = "Its type: agent, api_key, deployment, access_tokens or key_ring_key.")
            String type,

            @Schema(nullable = true, description = "Its identifier, if it has one.")
            String id) {}
}
