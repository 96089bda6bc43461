package dev.agentkeys.keyring;

import dev.agentkeys.keystore.keyring.KnownRingKey.Counted;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A key of the ring as the API shows it, without its secret. */
@Schema(name = "KeyRingKey")
record KeyRingKey(
        @Schema(required = true, description = "The id of the key in the ring.")
        String id,

        @Schema(required = true, description = "Whether new values are made under it.")
        boolean current,

        @Schema(required = true, description = "Whether the ring of this replica has it.")
        boolean inRing,

        @Schema(required = true, description = "Whether its secret was given up as lost.")
        boolean lost,

        @Schema(
                required = true,
                nullable = true,
                description = "How many keys of live agents had a fingerprint under it at the last count.")
        Long fingerprintedKeys,

        @Schema(
                required = true,
                nullable = true,
                description = "How many secrets of live agents were sealed under it at the last count.")
        Long sealedSecrets,

        @Schema(required = true, nullable = true, description = "The time of the last count; null if there was none.")
        Instant countedAt) {

    static KeyRingKey of(String id, boolean current, boolean inRing, boolean lost, Optional<Counted> counted) {
        return new KeyRingKey(
                id,
                current,
                inRing,
                lost,
                counted.map(count -> count.dependents().fingerprinted()).orElse(null),
                counted.map(count -> count.dependents().sealed()).orElse(null),
                counted.map(Counted::at).orElse(null));
    }
}
