package dev.agentkeys.trail;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One part of the trail, the newest events first. */
@Schema(name = "AuditEventPage")
record AuditEventPage(
        @Schema(required = true, description = "The events, the newest first.")
        List<AuditEvent> auditEvents,

        @Schema(
                required = true,
                nullable = true,
                description = "The value of 'after' for the next part; null after the last part.")
        String next) {}
