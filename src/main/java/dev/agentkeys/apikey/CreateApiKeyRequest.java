package dev.agentkeys.apikey;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.validation.Text;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The request to create a key. */
@Schema(name = "CreateAPIKeyRequest")
@FitsKeyType
@FitsSource
record CreateApiKeyRequest(
        @Text(max = 256) @Schema(nullable = true, description = "The UUID of the agent")
        String agentId,

        @Text(max = 256)
        @Schema(nullable = true, description = "The name of the agent - if not provided, the agent_id must be set.")
        String agentName,

        @NotNull @Text(min = 1, max = 256, inPath = true) @Schema(description = "The name of the agent's API key.")
        String name,

        @NotNull
        @JsonProperty(defaultValue = "external")
        @Schema(defaultValue = "external", description = "The type of the agent API key (external by default).")
        KeyType apiKeyType,

        @CallerChosenKey
        @Schema(
                implementation = String.class,
                nullable = true,
                description = "Optionally provide the API key value - if not set, one will be generated.")
        Secret apiKey)
        implements TypedKey {

    @Override
    public KeyType typeOfKey() {
        return apiKeyType;
    }

    @Override
    public Secret chosenKey() {
        return apiKey;
    }

    @Override
    public String keyComponent() {
        return "apiKey";
    }
}
