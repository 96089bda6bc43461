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
                description = "The dependent keys among those that this request read, in the order of their ids."
                        + " May be empty.")
        List<DependentKey> agentApiKeys,

        @Schema(
                required = true,
                nullable = true,
                description = "The value of 'after' for the next part; null after the last part.")
        UUID next) {}
