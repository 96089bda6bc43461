package dev.agentkeys.trail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the audit trail. */
@ConfigMapping(prefix = "agentkeys.audit")
interface AuditConfig {

    /** How long events are kept: {@code AGENTKEYS_AUDIT_RETENTION}, an ISO 8601 duration. */
    @WithDefault("P365D")
    Duration retention();
}
