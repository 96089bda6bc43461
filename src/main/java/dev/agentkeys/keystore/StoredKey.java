package dev.agentkeys.keystore;

import dev.agentkeys.keymaterial.KeyType;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A key as it is stored and as the API shows it: everything but its value. */
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
        String hint) {}
