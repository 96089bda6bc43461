package dev.agentkeys.apikey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the keys that callers bring along. */
@ConfigMapping(prefix = "agentkeys.api-keys")
interface ApiKeyConfig {

    /** The fewest characters of a key a caller supplies. */
    @WithDefault("16")
    int minLength();
}
