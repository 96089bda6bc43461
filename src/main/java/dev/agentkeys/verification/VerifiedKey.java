package dev.agentkeys.verification;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.FoundKey;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A key that is or was good, and its agent, as the answer shows them. */
public record VerifiedKey(
        @Schema(required = true) UUID id,
        @Schema(required = true) String name,
        @Schema(required = true) KeyType apiKeyType,
        @Schema(required = true) UUID agentId,
        @Schema(required = true) String agentName,
        @Schema(required = true) Instant createdAt,

        @Schema(nullable = true, description = "When the key expires, or expired; null for a key without an end.")
        Instant expiresAt,

        @Schema(nullable = true, description = "When the key last got a new value.")
        Instant rotatedAt) {

    static VerifiedKey of(FoundKey key) {
        return new VerifiedKey(
                key.id(),
                key.name(),
                key.type(),
                key.agentId(),
                key.agentName(),
                key.createdAt(),
                key.expiresAt().orElse(null),
                key.rotatedAt().orElse(null));
    }
}
