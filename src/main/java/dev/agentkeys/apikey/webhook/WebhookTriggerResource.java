package dev.agentkeys.apikey.webhook;

import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Role;
import dev.agentkeys.idempotency.RetriableRequest;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;

/** The contract's operation that sets up a webhook in one call. */
@Path("/agent_api_keys")
@Tag(name = "Agent APIKeys")
@Produces(MediaType.APPLICATION_JSON)
class WebhookTriggerResource {

    private final WebhookTriggerService service;
    private final CurrentVertxRequest current;
    private final SecurityIdentity identity;

    WebhookTriggerResource(WebhookTriggerService service, CurrentVertxRequest current, SecurityIdentity identity) {
        this.service = service;
        this.current = current;
        this.identity = identity;
    }

    @POST
    @RolesAllowed(Role.KEYS_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/webhook-trigger")
    @Cache(noStore = true)
    @Operation(
            operationId = "create_webhook_trigger_agent_api_keys_webhook_trigger_post",
            summary = "Create Webhook Trigger",
            description = "Registers the key that a source's webhooks are verified with, and returns the URL to give to"
                    + " the source and the signing secret, which is shown this once.")
    public Uni<CreateWebhookTriggerResponse> createWebhookTrigger(CreateWebhookTriggerRequest request) {
        var caller = Caller.of(identity);
        return service.create(request, caller, RetriableRequest.of(current, caller));
    }
}
