package dev.agentkeys.apikey;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;

/** The contract's Agent APIKeys API. */
@Path("/agent_api_keys")
@Tag(name = "Agent APIKeys")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ApiKeyResource {

    private final ApiKeyService service;

    ApiKeyResource(ApiKeyService service) {
        this.service = service;
    }

    @POST
    @Cache(noStore = true)
    @Operation(operationId = "create_api_key_agent_api_keys_post", summary = "Create Api Key")
    public Uni<CreateApiKeyResponse> create(CreateApiKeyRequest request) {
        return service.create(request);
    }
}
