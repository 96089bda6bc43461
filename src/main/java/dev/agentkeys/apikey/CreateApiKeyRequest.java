package dev.agentkeys.apikey;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.keystore.KeyLifetimes;
import dev.agentkeys.validation.JsonObject;
import dev.agentkeys.validation.Text;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The request to create a key. */
@Schema(name = "CreateAPIKeyRequest")
@FitsType
@Expiring
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
        Secret apiKey,

        @Schema(nullable = true, description = "When the key expires (RFC 3339, with an offset).")
        OffsetDateTime expiresAt,

        @Positive
        @Max(KeyLifetimes.MAX_SECONDS)
        @Schema(nullable = true, description = "In how many seconds the key expires; instead of `expires_at`.")
        Long expiresIn,

        @JsonObject(maxBytes = RequestedKey.MAX_METADATA)
        @Schema(nullable = true, description = "What to note about the key: a JSON object of at most 4,096 bytes.")
        ObjectNode metadata,

        @NotNull
        @JsonProperty(defaultValue = "false")
        @Schema(defaultValue = "false", description = "Whether the holder of the key may rotate it.")
        Boolean selfRotation)
        implements FitsType.Request, Expiring.Request {

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

    @Override
    public boolean givesTime() {
        return expiresAt != null;
    }

    RequestedKey key() {
        return new RequestedKey(
                AgentReference.of(agentId, agentName, "create an agent api_key"),
                apiKeyType,
                name,
                apiKey,
                expiresAt,
                expiresIn,
                metadata,
                selfRotation);
    }
}
