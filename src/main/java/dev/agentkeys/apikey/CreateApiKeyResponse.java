package dev.agentkeys.apikey;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.StoredKey;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A new key with its value, which no other answer shows. */
@Schema(name = "CreateAPIKeyResponse")
public record CreateApiKeyResponse(
        @Schema(required = true, description = "The unique identifier of the agent API key.")
        UUID id,

        @Schema(required = true, description = "The UUID of the agent")
        UUID agentId,

        @Schema(required = true, description = "When the agent API key was created")
        Instant createdAt,

        @Schema(required = true, nullable = true, description = "The optional name of the agent API key.")
        String name,

        @Schema(required = true, description = "The type of the created agent API key (external).")
        KeyType apiKeyType,

        @Schema(implementation = String.class, required = true, description = "The value of the newly created API key.")
        Secret apiKey,

        @Schema(nullable = true, description = "When the key expires; null if it does not.")
        Instant expiresAt,

        @JsonRawValue
        @Schema(
                nullable = true,
                type = SchemaType.OBJECT,
                additionalProperties = Schema.True.class,
                description = "What the key's owner notes about it.")
        String metadata,

        @Schema(description = "Whether the holder of the key may rotate it.")
        boolean selfRotation) {

    static CreateApiKeyResponse of(StoredKey key, Secret value) {
        return new CreateApiKeyResponse(
                key.id(),
                key.agentId(),
                key.createdAt(),
                key.name(),
                key.apiKeyType(),
                value,
                key.expiresAt(),
                key.metadata(),
                key.selfRotation());
    }
}
