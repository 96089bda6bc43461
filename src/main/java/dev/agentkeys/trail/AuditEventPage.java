package dev.agentkeys.trail;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One part of the trail, the newest events first. */
@Schema(name = "AuditEventPage")
record AuditEventPage(
        @Schema(required = true, description = "The events, the newest first.")
        List<AuditEvent> auditEvents,

        @Schema(required = true, nullable = true, description = "The 'after' of the next part; null if there is none.")
        String next) {}
