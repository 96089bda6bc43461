package dev.agentkeys.apikey.life;

import dev.agentkeys.keystore.StoredKey;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;

/**
 * The operations of a key's holder on that key. The key itself is the credential in every access mode, so Quarkus does
 * not authenticate the caller.
 */
@Path("/agent_api_keys")
@Tag(name = "Agent APIKeys")
@Produces(MediaType.APPLICATION_JSON)
class SelfResource {

    private static final String AGENT_KEY = "agentKey";

    private final SelfService service;

    SelfResource(SelfService service) {
        this.service = service;
    }

    @GET
    @PermitAll
    @Path("/self")
    @Cache(noStore = true)
    @SecurityRequirement(name = AGENT_KEY)
    @Operation(
            operationId = "get_own_api_key_agent_api_keys_self_get",
            summary = "Return the API key that is presented",
            description = "The key that the caller proves by presenting it. No role is needed.")
    public Uni<StoredKey> get() {
        return service.find();
    }

    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/self/rotate")
    @Cache(noStore = true)
    @SecurityRequirement(name = AGENT_KEY)
    @Operation(
            operationId = "rotate_own_api_key_agent_api_keys_self_rotate_post",
            summary = "Rotate the API key that is presented",
            description = "Gives the key a new value, which is shown this once, if the key's owner has set"
                    + " `self_rotation`. The old value cannot rotate it again.")
    public Uni<RotateApiKeyResponse> rotate(@RequestBody(required = false) RotateOwnKeyRequest request) {
        return service.rotate(request);
    }

    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/self/revoke")
    @Cache(noStore = true)
    @SecurityRequirement(name = AGENT_KEY)
    @Operation(
            operationId = "revoke_own_api_key_agent_api_keys_self_revoke_post",
            summary = "Revoke the API key that is presented",
            description =
                    "Ends the key for good; a finder of a leaked key may do so too. Both values end that a key has"
                            + " during an overlap.")
    public Uni<StoredKey> revoke(@RequestBody(required = false) RevokeApiKeyRequest request) {
        return service.revoke(request);
    }
}
