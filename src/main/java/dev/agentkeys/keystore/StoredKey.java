package dev.agentkeys.keystore;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.agentkeys.keymaterial.KeyType;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A key as it is stored and as the API shows it, without its value. */
@Schema(name = "AgentAPIKey")
public record StoredKey(
        @Schema(required = true, description = "The unique identifier of the agent API key.")
        UUID id,

        @Schema(required = true, description = "The UUID of the agent")
        UUID agentId,

        @Schema(required = true, description = "When the agent API key was created")
        Instant createdAt,

        @Schema(required = true, nullable = true, description = "The optional name of the agent API key.")
        String name,

        @Schema(required = true, description = "The type of the agent API key (either internal or external)")
        KeyType apiKeyType,

        @Schema(
                nullable = true,
                description =
                        "The beginning and the end of a generated key, to tell it from others; null for any other.")
        String hint,

        @Schema(
                description = "Whether the key is good (`active`), and if not, what ended it. A `disabled` key can be"
                        + " enabled again, an `expired` one can get a new time, and a `revoked` one is ended for good.")
        KeyStatus status,

        @Schema(nullable = true, description = "When the key expires; null if it does not.")
        Instant expiresAt,

        @Schema(
                nullable = true,
                description = "The minute in which the key was last accepted, known half a minute later; null if it was"
                        + " never used.")
        Instant lastUsedAt,

        @Schema(nullable = true, description = "When the key got its present value; null if it has its first one.")
        Instant rotatedAt,

        @Schema(
                nullable = true,
                description = "Until when the value before the last rotation is good; null if it is not good any more.")
        Instant previousExpiresAt,

        @JsonRawValue
        @Schema(
                nullable = true,
                type = SchemaType.OBJECT,
                additionalProperties = Schema.True.class,
                description = "What the key's owner notes about it.")
        String metadata,

        @Schema(description = "Whether the holder of the key may rotate it.")
        boolean selfRotation,

        @Schema(nullable = true, description = "How a revoked key ended; null for any other.")
        Revocation revocation) {
    /** How and when a revoked key ended. */
    @Schema(name = "AgentAPIKeyRevocation")
    public record Revocation(
            @Schema(required = true, description = "Why the key was revoked")
            RevocationReason reason,

            @Schema(nullable = true, description = "What was noted about the revocation")
            String comment,

            @Schema(required = true, description = "When the key was revoked")
            Instant at) {}
}
