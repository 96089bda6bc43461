package dev.agentkeys.apikey.maintenance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the job that purges: {@code AGENTKEYS_API_KEYS_RETENTION}. */
@ConfigMapping(prefix = "agentkeys.api-keys")
interface RetentionConfig {

    /** How long an expired key, or what is left of a revoked one, is kept. */
    @WithDefault("P90D")
    Duration retention();
}
