package dev.agentkeys.apikey.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.apikey.CallerChosenKey;
import dev.agentkeys.apikey.Expiring;
import dev.agentkeys.apikey.FitsType;
import dev.agentkeys.apikey.RequestedKey;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.keystore.KeyLifetimes;
import dev.agentkeys.validation.HttpUrl;
import dev.agentkeys.validation.JsonObject;
import dev.agentkeys.validation.Text;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The request to set up a webhook that calls an agent. */
@Schema(
        description = "One-call setup for a webhook trigger: register the source's signature key and get back the"
                + " ready-to-paste forward webhook URL.")
@FitsType
@Expiring
record CreateWebhookTriggerRequest(
        @NotNull @Text(max = 256) @Schema(description = "The agent the webhook drives.")
        String agentName,

        @NotNull
        @JsonProperty(defaultValue = "github")
        @Schema(defaultValue = "github", description = "Webhook source whose signature is verified (github or slack).")
        KeyType source,

        @NotNull
        @Text(min = 1, max = 256, inPath = true)
        @Schema(
                description = "Signature-lookup key: the repo full_name (github) or api_app_id (slack) that the forward"
                        + " ingress matches the incoming webhook against.")
        String name,

        @NotNull
        @ForwardPath
        @Schema(
                description = "Subpath the agent's own route handles, e.g. 'github-pr/<config-id>'. Appended to"
                        + " /agents/forward/name/{agent_name}/ to form the webhook URL.")
        String forwardPath,

        @CallerChosenKey(orEmpty = false)
        @Schema(
                implementation = String.class,
                nullable = true,
                description = "Signing secret. For GitHub, omit to generate one, or provide an existing webhook secret."
                        + " For Slack, this is required and must be the Slack app's Signing Secret.")
        Secret secret,

        @HttpUrl(orEmpty = true, query = false)
        @Schema(
                nullable = true,
                description = "Optional public base URL for the returned webhook_url; defaults to the configured public"
                        + " URL.")
        String baseUrl,

        @Schema(nullable = true, description = "When the key expires (RFC 3339, with an offset).")
        OffsetDateTime expiresAt,

        @Positive
        @Max(KeyLifetimes.MAX_SECONDS)
        @Schema(nullable = true, description = "In how many seconds the key expires; instead of `expires_at`.")
        Long expiresIn,

        @JsonObject(maxBytes = RequestedKey.MAX_METADATA)
        @Schema(nullable = true, description = "What to note about the key: a JSON object of at most 4,096 bytes.")
        ObjectNode metadata)
        implements FitsType.Request, Expiring.Request {

    @Override
    public KeyType typeOfKey() {
        return source;
    }

    @Override
    public Secret chosenKey() {
        return secret;
    }

    @Override
    public String keyComponent() {
        return "secret";
    }

    @Override
    public boolean givesTime() {
        return expiresAt != null;
    }

    RequestedKey key() {
        return new RequestedKey(
                AgentReference.byName(agentName), source, name, secret, expiresAt, expiresIn, metadata, false);
    }
}
