package dev.agentkeys.trail;

import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Role;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.common.util.RestMediaType;

/** Answers callers who ask who changed what. */
@Path("/audit_events")
@Tag(name = "Audit")
class AuditEventResource {

    /** The media type of an export. A caller who accepts any type gets JSON, which has a higher quality. */
    private static final String EXPORT = RestMediaType.APPLICATION_NDJSON + ";qs=0.5";

    private final AuditEventService service;
    private final SecurityIdentity identity;

    AuditEventResource(AuditEventService service, SecurityIdentity identity) {
        this.service = service;
        this.identity = identity;
    }

    @GET
    @RolesAllowed(Role.AUDIT_READ)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "list_audit_events_audit_events_get",
            summary = "List the audit events",
            description = "Every change of an agent, a deployment, a key, the key ring or the access tokens, the newest"
                    + " first. With 'Accept: application/x-ndjson' the answer is a stream of all matching events, one"
                    + " on each line.")
    public Uni<AuditEventPage> list(@Valid @BeanParam AuditEventParameters parameters) {
        return service.page(parameters.filter(), parameters.pageLimit(), Caller.of(identity));
    }

    @GET
    @RolesAllowed(Role.AUDIT_READ)
    @Produces(EXPORT)
    @Operation(hidden = true)
    public Multi<AuditEvent> export(@Valid @BeanParam AuditEventParameters parameters) {
        return service.export(parameters.filter(), parameters.exportLimit(), Caller.of(identity));
    }
}
