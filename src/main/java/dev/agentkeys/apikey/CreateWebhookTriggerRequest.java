package dev.agentkeys.apikey;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.validation.HttpUrl;
import dev.agentkeys.validation.Text;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The request to set up a webhook that calls an agent. */
@Schema(
        description = "One-call setup for a webhook trigger: register the source's signature key and get back the"
                + " ready-to-paste forward webhook URL.")
@FitsKeyType
@FitsSource
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
        String baseUrl)
        implements TypedKey {

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
}
