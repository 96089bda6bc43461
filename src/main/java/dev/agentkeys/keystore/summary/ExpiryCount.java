package dev.agentkeys.keystore.summary;

import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many keys expire on one day. */
@Schema(name = "AgentAPIKeyExpiryCount")
public record ExpiryCount(
        @Schema(required = true, description = "The day, in UTC.")
        LocalDate date,

        @Schema(required = true, description = "How many active keys expire on it.")
        long count) {}
