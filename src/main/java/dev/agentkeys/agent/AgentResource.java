package dev.agentkeys.agent;

import dev.agentkeys.validation.Text;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;

/** The contract's Agents API. */
@Path("/agents")
@Tag(name = "Agents")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class AgentResource {

    private final AgentService service;

    AgentResource(AgentService service) {
        this.service = service;
    }

    @POST
    @Path("/register")
    @Cache(noStore = true)
    @Operation(
            operationId = "register_agent_agents_register_post",
            summary = "Register Agent",
            description = "Register a new agent or update an existing one.")
    public Uni<RegisterAgentResponse> register(RegisterAgentRequest request) {
        return service.register(request);
    }

    @GET
    @Path("/{agent_id}")
    @Operation(
            operationId = "get_agent_by_id_agents__agent_id__get",
            summary = "Get Agent by ID",
            description = "Get an agent by its unique ID.")
    public Uni<Agent> getById(@PathParam("agent_id") @Text(max = 256) String agentId) {
        return service.find(new AgentReference.ById(agentId));
    }

    @GET
    @Path("/name/{agent_name}")
    @Operation(
            operationId = "get_agent_by_name_agents_name__agent_name__get",
            summary = "Get Agent by Name",
            description = "Get an agent by its unique name.")
    public Uni<Agent> getByName(@PathParam("agent_name") @Text(max = 256) String agentName) {
        return service.find(new AgentReference.ByName(agentName));
    }
}
