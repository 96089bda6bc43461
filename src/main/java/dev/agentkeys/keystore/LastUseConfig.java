package dev.agentkeys.keystore;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configures how the last uses of keys are written. */
@ConfigMapping(prefix = "agentkeys.last-use")
interface LastUseConfig {

    /** How often a replica writes the last uses of the keys that it has found good. */
    @WithDefault("30s")
    Duration interval();
}
