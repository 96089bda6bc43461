package dev.agentkeys.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells a caller who it is and which roles it has, so that a client offers only what its user may do. */
@Path("/callers/self")
@Tag(name = "Callers")
@Produces(MediaType.APPLICATION_JSON)
class CallerResource {

    private final SecurityIdentity identity;
    private final Actors actors;

    CallerResource(SecurityIdentity identity, Actors actors) {
        this.identity = identity;
        this.actors = actors;
    }

    @GET
    @RolesAllowed({
        Role.KEYS_READ,
        Role.KEYS_WRITE,
        Role.KEYS_VERIFY,
        Role.AGENTS_READ,
        Role.AGENTS_WRITE,
        Role.AUDIT_READ,
        Role.OWN_AGENT
    })
    @Operation(
            operationId = "get_caller_callers_self_get",
            summary = "Read who is calling",
            description =
                    "What the service calls the caller, how it knows the caller, and the roles that the caller has.")
    public Uni<CurrentCaller> self() {
        var actor = actors.of(Caller.of(identity), "");
        return Uni.createFrom().item(new CurrentCaller(actor.name(), actor.mode(), new TreeSet<>(identity.getRoles())));
    }

    /** Who is calling, as the API tells it to the caller. */
    @Schema(name = "Caller")
    record CurrentCaller(
            @Schema(required = true, description = "What the service calls the caller, such as static:ops.")
            String name,

            @Schema(required = true, description = "How the caller is known: static, oidc, gateway, none or agent.")
            String mode,

            @Schema(
                    required = true,
                    description = "The roles of the caller. In mode gateway that is all of them, and the"
                            + " auth provider decides on each operation.")
            Set<String> roles) {}
}
