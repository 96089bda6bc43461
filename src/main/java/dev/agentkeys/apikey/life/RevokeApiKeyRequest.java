package dev.agentkeys.apikey.life;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.agentkeys.keystore.RevocationReason;
import dev.agentkeys.validation.OptionalBody;
import dev.agentkeys.validation.Text;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The request to revoke a key. */
@Schema(name = "RevokeAPIKeyRequest")
@OptionalBody
record RevokeApiKeyRequest(
        @NotNull
        @JsonProperty(defaultValue = "unspecified")
        @Schema(defaultValue = "unspecified", description = "Why the key is revoked, in the words of RFC 5280.")
        RevocationReason reason,

        @Text(max = 1024, multiline = true) @Schema(nullable = true, description = "What is to be noted about it.")
        String comment) {}
