package dev.agentkeys.keyring;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import java.util.Set;

/** Settings of the comparison of the ring with the database: {@code AGENTKEYS_KEY_RING_LOST}. */
@ConfigMapping(prefix = "agentkeys")
interface KeyRingConfig {

    /** The ids of ring keys whose secrets are lost. The service gives up the values made under them. */
    Optional<Set<String>> keyRingLost();
}
