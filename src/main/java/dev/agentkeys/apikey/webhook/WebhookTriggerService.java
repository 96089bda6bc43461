package dev.agentkeys.apikey.webhook;

import dev.agentkeys.access.Caller;
import dev.agentkeys.apikey.KeyIssuance;
import dev.agentkeys.idempotency.RetriableRequest;
import dev.agentkeys.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Sets up a webhook in one call: issues the key that verifies its signatures, and builds its address. */
@Singleton
class WebhookTriggerService {

    private final KeyIssuance issuance;
    private final PublicUrlConfig config;

    WebhookTriggerService(KeyIssuance issuance, PublicUrlConfig config) {
        this.issuance = issuance;
        this.config = config;
    }

    /**
     * Issues the signing key. The secret for GitHub may be generated here; Slack generates its own.
     *
     * @throws ProblemException if the source sends no webhooks, Slack's secret is missing, the agent does not exist, or
     *     it has a key of that source and name
     */
    Uni<CreateWebhookTriggerResponse> create(
            CreateWebhookTriggerRequest request, Caller caller, Optional<RetriableRequest> retriable) {
        requireUsableSource(request);
        var address = WebhookAddress.of(request.agentName(), request.forwardPath(), baseUrl(request));
        return issuance.issue(
                request.key(),
                caller,
                retriable,
                key -> new CreateWebhookTriggerResponse(
                        key.id(),
                        request.agentName(),
                        key.apiKeyType(),
                        key.name(),
                        key.apiKey(),
                        address.path(),
                        address.url().orElse(null),
                        key.expiresAt()));
    }

    private static void requireUsableSource(CreateWebhookTriggerRequest request) {
        switch (request.source()) {
            case GITHUB -> {}
            case SLACK -> {
                if (request.secret() == null) {
                    throw ProblemException.badRequest(
                            "'secret' is required for source 'slack': it is the Slack app's Signing Secret.");
                }
            }
            case INTERNAL, EXTERNAL ->
                throw ProblemException.badRequest("'source' must be 'github' or 'slack' to create a webhook trigger.");
        }
    }

    private Optional<String> baseUrl(CreateWebhookTriggerRequest request) {
        return Optional.ofNullable(request.baseUrl())
                .filter(url -> !url.isEmpty())
                .or(config::publicUrl);
    }
}
