package dev.agentkeys.apikey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the keys that callers choose. */
@ConfigMapping(prefix = "agentkeys.api-keys")
interface ApiKeyConfig {

    /** The least number of characters of a key that a caller chooses. */
    @WithDefault("16")
    int minLength();
}
