package dev.agentkeys.keyring;

import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Role;
import dev.agentkeys.keystore.keyring.RotationRepository;
import dev.agentkeys.validation.Text;
import dev.agentkeys.validation.WholeNumber;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Answers operators who rotate the key ring. */
@Path("/key_ring_keys")
@Tag(name = "Key ring")
@Produces(MediaType.APPLICATION_JSON)
class KeyRingResource {

    private static final long MAX_LIMIT = 1000;
    private static final String DEFAULT_LIMIT = "50";

    private final KeyRingService service;
    private final SecurityIdentity identity;

    KeyRingResource(KeyRingService service, SecurityIdentity identity) {
        this.service = service;
        this.identity = identity;
    }

    @GET
    @RolesAllowed(Role.KEYS_READ)
    @Operation(
            operationId = "list_key_ring_keys_key_ring_keys_get",
            summary = "List the keys of the key ring",
            description = "The ids of the keys of the ring, the current one first. After them the keys that only the"
                    + " database knows. The answer holds no secrets.")
    public Uni<List<KeyRingKey>> list() {
        return service.list(Caller.of(identity));
    }

    @GET
    @RolesAllowed(Role.KEYS_READ)
    @Path("/{key_ring_key_id}/agent_api_keys")
    @Operation(
            operationId = "list_dependents_key_ring_keys__key_ring_key_id__agent_api_keys_get",
            summary = "List the API keys that depend on a key of the key ring",
            description = "The API keys of live agents that are found or opened by this key of the ring. Each request"
                    + " reads a limited number of keys, so its answer may be empty although more follow: ask again with"
                    + " 'next' as 'after' until 'next' is null.")
    public Uni<DependentKeys> dependents(
            @PathParam("key_ring_key_id") @Text(max = 256) String keyRingKeyId,
            @QueryParam(Cursor.PARAMETER_NAME)
                    @Cursor
                    @Parameter(schema = @Schema(type = SchemaType.STRING, format = "uuid", nullable = true))
                    String after,
            @QueryParam("limit")
                    @WholeNumber(parameter = "limit", min = 1, max = MAX_LIMIT)
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "1000",
                                            defaultValue = DEFAULT_LIMIT))
                    String limit) {
        return service.dependents(
                keyRingKeyId,
                after == null ? RotationRepository.FIRST : UUID.fromString(after),
                (int) WholeNumber.Validator.parse(limit, DEFAULT_LIMIT),
                Caller.of(identity));
    }
}
