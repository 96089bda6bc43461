package dev.agentkeys.keystore.keyring;

import java.time.Instant;
import java.util.Optional;

/**
 * A key of the ring that the database was used with.
 *
 * @param recorded whether it was recorded, rather than found to seal something
 * @param checkValue what tells its secret from others; empty until a ring with this id was used since that is compared
 * @param lost whether its secret was given up
 * @param seals whether secrets are sealed under it
 * @param counted what depended on it when that was last counted
 */
public record KnownRingKey(
        String id,
        boolean recorded,
        Optional<byte[]> checkValue,
        boolean lost,
        boolean seals,
        Optional<Counted> counted) {

    /** How many live keys depend on a key of the ring, and at which time they did. */
    public record Counted(Dependents dependents, Instant at) {}
}
