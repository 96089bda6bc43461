package dev.agentkeys.agent.registration;

import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Role;
import dev.agentkeys.agent.Agent;
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

/** The part of the contract's Agents API that registers agents. */
@Path("/agents")
@Tag(name = "Agents")
@Produces(MediaType.APPLICATION_JSON)
class RegistrationResource {

    private final RegistrationService registrations;
    private final CurrentVertxRequest current;
    private final SecurityIdentity identity;

    RegistrationResource(RegistrationService registrations, CurrentVertxRequest current, SecurityIdentity identity) {
        this.registrations = registrations;
        this.current = current;
        this.identity = identity;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/register")
    @RolesAllowed({Role.AGENTS_WRITE, Role.OWN_AGENT, Role.OPEN_REGISTRATION})
    @Cache(noStore = true)
    @Operation(
            operationId = "register_agent_agents_register_post",
            summary = "Register Agent",
            description = "Register a new agent or update an existing one.")
    public Uni<RegisterAgentResponse> register(RegisterAgentRequest request) {
        var caller = Caller.of(identity);
        return registrations.register(request, caller, RetriableRequest.of(current, caller));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/register-build")
    @RolesAllowed(Role.AGENTS_WRITE)
    @Operation(
            operationId = "register_build_agents_register_build_post",
            summary = "Register Build",
            description = "Register an agent at build time, before it is deployed, so it can be permissioned and shared"
                    + " prior to deploy. Idempotent by name.")
    public Uni<Agent> registerBuild(RegisterBuildRequest request) {
        var caller = Caller.of(identity);
        return registrations.register(request, caller, RetriableRequest.of(current, caller));
    }
}
