package dev.agentkeys.keystore.keyring;

import java.time.Instant;
import java.util.Optional;

/**
 * A ring key with which the database was used.
 *
 * @param recorded whether it is recorded; otherwise it is known only because something is sealed under it
 * @param checkValue the check value of its secret; empty until a version that records check values has used a ring with
 *     this id
 * @param lost whether an operator has given up its secret
 * @param seals whether secrets are sealed under it
 * @param counted what depended on it at the last count
 */
public record KnownRingKey(
        String id,
        boolean recorded,
        Optional<byte[]> checkValue,
        boolean lost,
        boolean seals,
        Optional<Counted> counted) {

    /** How many live keys depend on a ring key, and when they were counted. */
    public record Counted(Dependents dependents, Instant at) {}
}
