package dev.agentkeys.keystore;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The end of a revoked key. */
@Schema(name = "AgentAPIKeyRevocation")
public record Revocation(
        @Schema(required = true, description = "Why the key was revoked")
        RevocationReason reason,

        @Schema(nullable = true, description = "What was noted about the revocation")
        String comment,

        @Schema(required = true, description = "When the key was revoked")
        Instant at) {}
