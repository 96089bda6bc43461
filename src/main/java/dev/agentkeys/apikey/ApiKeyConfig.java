package dev.agentkeys.apikey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Configures how short a chosen key may be, and how long ended keys are kept. */
@ConfigMapping(prefix = "agentkeys.api-keys")
public interface ApiKeyConfig {

    /** The least number of characters of a key that a caller chooses. */
    @WithDefault("16")
    int minLength();

    /** How long an expired key, or what is left of a revoked one, is kept. */
    @WithDefault("P90D")
    Duration retention();
}
