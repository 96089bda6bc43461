package dev.agentkeys.keystore;

import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Which keys of an agent are listed: those that meet each condition.
 *
 * @param status the status they have
 * @param expiresBefore the time that they expire before
 * @param unusedSince the time since which they were not used; a key that was never used counts from its creation
 */
public record KeyFilter(
        Optional<KeyStatus> status, Optional<OffsetDateTime> expiresBefore, Optional<OffsetDateTime> unusedSince) {

    /** Every key. */
    public static final KeyFilter ALL = new KeyFilter(Optional.empty(), Optional.empty(), Optional.empty());
}
