package dev.agentkeys.health;

import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The health routes with the names that Agentex gives them. Quarkus serves the same health under {@code /q/health}. */
@Path("/")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
class HealthResource {

    private final SmallRyeHealthReporter reporter;

    HealthResource(SmallRyeHealthReporter reporter) {
        this.reporter = reporter;
    }

    @GET
    @Path("/health")
    @Operation(hidden = true)
    public Uni<Response> health() {
        return reporter.getLivenessAsync().map(HealthResource::response);
    }

    @GET
    @Path("/healthz")
    @Operation(hidden = true)
    public Uni<Response> liveness() {
        return reporter.getLivenessAsync().map(HealthResource::response);
    }

    @GET
    @Path("/readyz")
    @Operation(hidden = true)
    public Uni<Response> readiness() {
        return reporter.getReadinessAsync().map(HealthResource::response);
    }

    private static Response response(SmallRyeHealth health) {
        boolean up = health.getStatus() == HealthCheckResponse.Status.UP;
        return Response.status(up ? Response.Status.OK : Response.Status.SERVICE_UNAVAILABLE)
                .entity(health.getPayload().toString())
                .build();
    }
}
