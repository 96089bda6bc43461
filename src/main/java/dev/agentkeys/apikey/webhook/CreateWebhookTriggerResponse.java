package dev.agentkeys.apikey.webhook;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The values to paste into the source's webhook settings; no other answer shows the secret. */
record CreateWebhookTriggerResponse(
        @Schema(required = true, description = "The created agent API key id.")
        UUID keyId,

        @Schema(required = true, description = "The agent the webhook drives.")
        String agentName,

        @Schema(required = true, description = "Webhook source (github or slack).")
        KeyType source,

        @Schema(required = true, description = "Signature-lookup key (repo full_name / api_app_id).")
        String name,

        @Schema(
                implementation = String.class,
                required = true,
                description = "The signing secret — shown once; paste into the source's webhook config.")
        Secret secret,

        @Schema(required = true, description = "The forward path to POST webhooks to.")
        String webhookPath,

        @Schema(
                nullable = true,
                description = "Full webhook URL to paste into the source (None if no base URL configured).")
        String webhookUrl,

        @Schema(nullable = true, description = "When the key expires; null if it does not.")
        Instant expiresAt) {}
