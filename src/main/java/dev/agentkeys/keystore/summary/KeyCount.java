package dev.agentkeys.keystore.summary;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.KeyStatus;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many keys have one type and one status. */
@Schema(name = "AgentAPIKeyCount")
public record KeyCount(
        @Schema(nullable = true, description = "The agent that owns them; null if the count is of all agents.")
        UUID agentId,

        @Schema(required = true, description = "The type of these keys.")
        KeyType apiKeyType,

        @Schema(required = true, description = "The status of these keys.")
        KeyStatus status,

        @Schema(required = true, description = "How many they are.")
        long count,

        @Schema(nullable = true, description = "When one of them was last used; null if none was.")
        Instant lastUsedAt) {}
