package dev.agentkeys.keyring;

import dev.agentkeys.keystore.keyring.DependentKey;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One part of the keys that depend on a key of the ring. */
@Schema(name = "KeyRingDependents")
record DependentKeys(
        @Schema(
                required = true,
                description = "Those among the keys that were looked at, in the order of their ids; perhaps none.")
        List<DependentKey> agentApiKeys,

        @Schema(
                required = true,
                nullable = true,
                description = "The 'after' of the next part; null once all keys were looked at.")
        UUID next) {}
