package dev.agentkeys.apikey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the keys that callers choose, and of those that have ended. */
@ConfigMapping(prefix = "agentkeys.api-keys")
public interface ApiKeyConfig {

    /** The least number of characters of a key that a caller chooses. */
    @WithDefault("16")
    int minLength();

    /** How long an expired key, or what is left of a revoked one, is kept. */
    @WithDefault("P90D")
    Duration retention();
}
