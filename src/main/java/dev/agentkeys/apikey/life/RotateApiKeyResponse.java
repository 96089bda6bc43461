package dev.agentkeys.apikey.life;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.KeyStatus;
import dev.agentkeys.keystore.StoredKey;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A key with its new value, which no other answer shows. */
@Schema(name = "RotateAPIKeyResponse")
record RotateApiKeyResponse(
        @Schema(required = true, description = "The unique identifier of the agent API key, which stays.")
        UUID id,

        @Schema(required = true, description = "The UUID of the agent")
        UUID agentId,

        @Schema(required = true, description = "When the agent API key was created")
        Instant createdAt,

        @Schema(required = true, description = "The name of the agent API key, which stays.")
        String name,

        @Schema(required = true, description = "The type of the agent API key.")
        KeyType apiKeyType,

        @Schema(implementation = String.class, required = true, description = "The new value of the key.")
        Secret apiKey,

        @Schema(required = true, description = "Whether the key is good; a disabled one can be rotated too.")
        KeyStatus status,

        @Schema(nullable = true, description = "When the key expires; null if it does not.")
        Instant expiresAt,

        @Schema(required = true, description = "When the key got this value")
        Instant rotatedAt,

        @Schema(required = true, description = "When the old value ends, or ended")
        Instant previousExpiresAt,

        @JsonRawValue
        @Schema(
                nullable = true,
                type = SchemaType.OBJECT,
                additionalProperties = Schema.True.class,
                description = "What the key's owner notes about it.")
        String metadata,

        @Schema(description = "Whether the holder of the key may rotate it.")
        boolean selfRotation) {

    static RotateApiKeyResponse of(StoredKey key, Secret value) {
        return new RotateApiKeyResponse(
                key.id(),
                key.agentId(),
                key.createdAt(),
                key.name(),
                key.apiKeyType(),
                value,
                key.status(),
                key.expiresAt(),
                key.rotatedAt(),
                Optional.ofNullable(key.previousExpiresAt()).orElse(key.rotatedAt()),
                key.metadata(),
                key.selfRotation());
    }
}
