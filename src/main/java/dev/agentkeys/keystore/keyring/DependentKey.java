package dev.agentkeys.keystore.keyring;

import dev.agentkeys.keymaterial.KeyType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A key that depends on a key of the ring. */
@Schema(name = "KeyRingDependent")
public record DependentKey(
        @Schema(required = true, description = "The unique identifier of the agent API key.")
        UUID id,

        @Schema(required = true, description = "The UUID of the agent")
        UUID agentId,

        @Schema(required = true, description = "The name of the agent API key.")
        String name,

        @Schema(required = true, description = "The type of the agent API key")
        KeyType apiKeyType,

        @Schema(
                required = true,
                description =
                        "Whether the key is found by a fingerprint under the key of the ring, be it that of its outgoing value.")
        boolean fingerprinted,

        @Schema(
                required = true,
                description =
                        "Whether the value of the key, or its outgoing value, is sealed under the key of the ring.")
        boolean sealed) {}
