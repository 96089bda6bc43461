package dev.agentkeys.verification;

import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.validation.Text;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The question whether a key is good, for one agent or for any. */
@Schema(name = "VerifyAPIKeyRequest")
record VerifyRequest(
        @NotNull @WellFormedKey @Schema(implementation = String.class, description = "The key to verify.")
        Secret apiKey,

        @Text(max = 256) @Schema(nullable = true, description = "The UUID of the agent the key must belong to.")
        String agentId,

        @Text(max = 256) @Schema(nullable = true, description = "The name of the agent the key must belong to.")
        String agentName) {}
