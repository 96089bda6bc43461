package dev.agentkeys.apikey.life;

import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Role;
import dev.agentkeys.apikey.NamedKeyParameters;
import dev.agentkeys.idempotency.RetriableRequest;
import dev.agentkeys.keystore.StoredKey;
import dev.agentkeys.validation.Text;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;

/** Changes, rotates and revokes keys. The contract lacks these operations. */
@Path("/agent_api_keys")
@Tag(name = "Agent APIKeys")
@Produces(MediaType.APPLICATION_JSON)
class KeyLifeResource {

    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final String UPDATE = "Changes what the request gives (RFC 7396) and leaves the rest. A revoked key"
            + " cannot be changed; an expired one works again if it gets a new time.";
    private static final String ROTATE =
            "Gives the key a new value, which is shown this once. Its id and its name stay."
                    + " The old value ends at once, or after the overlap.";
    private static final String REVOKE = "Ends the key for good and frees its name. What is left of it can be read by"
            + " its id. Revoking a key again changes nothing.";

    private final KeyUpdateService updates;
    private final KeyLifeService life;
    private final CurrentVertxRequest current;
    private final SecurityIdentity identity;

    KeyLifeResource(
            KeyUpdateService updates, KeyLifeService life, CurrentVertxRequest current, SecurityIdentity identity) {
        this.updates = updates;
        this.life = life;
        this.current = current;
        this.identity = identity;
    }

    @PATCH
    @RolesAllowed(Role.KEYS_WRITE)
    @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
    @Path("/{id}")
    @Operation(
            operationId = "update_agent_api_key_agent_api_keys__id__patch",
            summary = "Update API key by ID",
            description = UPDATE)
    public Uni<StoredKey> updateById(@PathParam("id") @Text(max = 256) String id, UpdateApiKeyRequest request) {
        return updates.update(id, request, Caller.of(identity));
    }

    @PATCH
    @RolesAllowed(Role.KEYS_WRITE)
    @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
    @Path("/name/{name}")
    @Operation(
            operationId = "update_agent_api_key_by_name_agent_api_keys_name__name__patch",
            summary = "Update API key by name",
            description = UPDATE)
    public Uni<StoredKey> updateByName(
            @PathParam("name") @Text(max = 256) String name,
            @Valid @BeanParam NamedKeyParameters parameters,
            UpdateApiKeyRequest request) {
        return updates.update(
                parameters.agent("update an agent api_key"), parameters.type(), name, request, Caller.of(identity));
    }

    @POST
    @RolesAllowed(Role.KEYS_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/{id}/rotate")
    @Cache(noStore = true)
    @Operation(
            operationId = "rotate_api_key_agent_api_keys__id__rotate_post",
            summary = "Rotate API key by ID",
            description = ROTATE)
    public Uni<RotateApiKeyResponse> rotateById(
            @PathParam("id") @Text(max = 256) String id, @RequestBody(required = false) RotateApiKeyRequest request) {
        var caller = Caller.of(identity);
        return life.rotate(id, request, caller, RetriableRequest.of(current, caller));
    }

    @POST
    @RolesAllowed(Role.KEYS_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/name/{name}/rotate")
    @Cache(noStore = true)
    @Operation(
            operationId = "rotate_api_key_by_name_agent_api_keys_name__name__rotate_post",
            summary = "Rotate API key by name",
            description = ROTATE)
    public Uni<RotateApiKeyResponse> rotateByName(
            @PathParam("name") @Text(max = 256) String name,
            @Valid @BeanParam NamedKeyParameters parameters,
            @RequestBody(required = false) RotateApiKeyRequest request) {
        var caller = Caller.of(identity);
        return life.rotate(
                parameters.agent("rotate an agent api_key"),
                parameters.type(),
                name,
                request,
                caller,
                RetriableRequest.of(current, caller));
    }

    @POST
    @RolesAllowed(Role.KEYS_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/{id}/revoke")
    @Operation(
            operationId = "revoke_api_key_agent_api_keys__id__revoke_post",
            summary = "Revoke API key by ID",
            description = REVOKE)
    public Uni<StoredKey> revokeById(
            @PathParam("id") @Text(max = 256) String id, @RequestBody(required = false) RevokeApiKeyRequest request) {
        return life.revoke(id, request, Caller.of(identity));
    }

    @POST
    @RolesAllowed(Role.KEYS_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/name/{name}/revoke")
    @Operation(
            operationId = "revoke_api_key_by_name_agent_api_keys_name__name__revoke_post",
            summary = "Revoke API key by name",
            description = REVOKE)
    public Uni<StoredKey> revokeByName(
            @PathParam("name") @Text(max = 256) String name,
            @Valid @BeanParam NamedKeyParameters parameters,
            @RequestBody(required = false) RevokeApiKeyRequest request) {
        return life.revoke(
                parameters.agent("revoke an agent api_key"), parameters.type(), name, request, Caller.of(identity));
    }
}
