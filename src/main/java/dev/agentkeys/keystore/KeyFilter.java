package dev.agentkeys.keystore;

import dev.agentkeys.keymaterial.KeyType;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Selects the keys of an agent that meet every condition.
 *
 * @param status the status they have
 * @param expiresBefore the time that they expire before
 * @param unusedSince the time since which they were not used; a key that was never used counts from its creation
 * @param type the type they have
 */
public record KeyFilter(
        Optional<KeyStatus> status,
        Optional<OffsetDateTime> expiresBefore,
        Optional<OffsetDateTime> unusedSince,
        Optional<KeyType> type) {

    /** Every key. */
    public static final KeyFilter ALL =
            new KeyFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
