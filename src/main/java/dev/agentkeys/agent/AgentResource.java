package dev.agentkeys.agent;

import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Role;
import dev.agentkeys.http.Page;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.validation.OneOf;
import dev.agentkeys.validation.Text;
import dev.agentkeys.validation.WholeNumber;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The contract's Agents API. */
@Path("/agents")
@Tag(name = "Agents")
@Produces(MediaType.APPLICATION_JSON)
class AgentResource {

    private static final String DEFAULT_LIMIT = "50";
    private static final String FIRST_PAGE = "1";
    private static final String ASCENDING = "asc";
    private static final String DESCENDING = "desc";

    private final AgentService service;
    private final SecurityIdentity identity;

    AgentResource(AgentService service, SecurityIdentity identity) {
        this.service = service;
        this.identity = identity;
    }

    @GET
    @RolesAllowed({Role.AGENTS_READ, Role.OWN_AGENT})
    @Path("/{agent_id}")
    @Operation(
            operationId = "get_agent_by_id_agents__agent_id__get",
            summary = "Get Agent by ID",
            description = "Get an agent by its unique ID.")
    public Uni<Agent> getById(@PathParam("agent_id") @Text(max = 256) String agentId) {
        return service.find(AgentReference.byId(agentId), Caller.of(identity));
    }

    @GET
    @RolesAllowed({Role.AGENTS_READ, Role.OWN_AGENT})
    @Path("/name/{agent_name}")
    @Operation(
            operationId = "get_agent_by_name_agents_name__agent_name__get",
            summary = "Get Agent by Name",
            description = "Get an agent by its unique name.")
    public Uni<Agent> getByName(@PathParam("agent_name") @Text(max = 256) String agentName) {
        return service.find(AgentReference.byName(agentName), Caller.of(identity));
    }

    @GET
    @RolesAllowed(Role.AGENTS_READ)
    @Operation(
            operationId = "list_agents_agents_get",
            summary = "List Agents",
            description = "List all registered agents, optionally filtered by query parameters.")
    public Uni<List<Agent>> list(
            @QueryParam("task_id")
                    @Text(max = 256)
                    @Parameter(description = "Task ID", schema = @Schema(type = SchemaType.STRING, nullable = true))
                    String taskId,
            @QueryParam("limit")
                    @WholeNumber(parameter = "limit", min = 1)
                    @Parameter(
                            description = "Limit (an answer never has more than 1000)",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", defaultValue = DEFAULT_LIMIT))
                    String limit,
            @QueryParam("page_number")
                    @WholeNumber(parameter = "page_number", min = 1)
                    @Parameter(
                            description = "Page number",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", defaultValue = FIRST_PAGE))
                    String pageNumber,
            @QueryParam("order_by")
                    @OneOf(
                            parameter = "order_by",
                            value = {
                                AgentOrder.CREATED_AT,
                                AgentOrder.UPDATED_AT,
                                AgentOrder.REGISTERED_AT,
                                AgentOrder.NAME,
                                AgentOrder.ID
                            })
                    @Parameter(
                            description = "Field to order by (created_at by default)",
                            schema = @Schema(type = SchemaType.STRING, nullable = true))
                    String orderBy,
            @QueryParam("order_direction")
                    @OneOf(
                            parameter = "order_direction",
                            value = {ASCENDING, DESCENDING})
                    @Parameter(
                            description = "Order direction (asc or desc); the newest come first by default",
                            schema = @Schema(implementation = String.class, defaultValue = DESCENDING))
                    String orderDirection,
            @QueryParam("name_contains")
                    @Text(max = 256)
                    @Parameter(
                            description = "Lists only agents whose names contain this text.",
                            schema = @Schema(type = SchemaType.STRING, nullable = true))
                    String nameContains) {
        if (taskId != null && !taskId.isEmpty()) {
            // This service has no tasks, so no agent has one.
            return Uni.createFrom().item(List.of());
        }
        var field = AgentOrder.Field.ofName(orderBy == null ? AgentOrder.CREATED_AT : orderBy);
        return service.list(
                new AgentOrder(field, ASCENDING.equals(orderDirection)),
                Page.ofAtMostMaximum(
                        WholeNumber.Validator.parse(limit, DEFAULT_LIMIT),
                        WholeNumber.Validator.parse(pageNumber, FIRST_PAGE)),
                Optional.ofNullable(nameContains),
                Caller.of(identity));
    }

    @DELETE
    @RolesAllowed(Role.AGENTS_WRITE)
    @Path("/{agent_id}")
    @Operation(
            operationId = "delete_agent_by_id_agents__agent_id__delete",
            summary = "Delete Agent by ID",
            description = "Delete an agent by its unique ID.")
    public Uni<DeleteResponse> deleteById(@PathParam("agent_id") @Text(max = 256) String agentId) {
        return service.delete(AgentReference.byId(agentId), Caller.of(identity))
                .map(id -> DeleteResponse.of(id, agentId));
    }

    @DELETE
    @RolesAllowed(Role.AGENTS_WRITE)
    @Path("/name/{agent_name}")
    @Operation(
            operationId = "delete_agent_by_name_agents_name__agent_name__delete",
            summary = "Delete Agent by Name",
            description = "Delete an agent by its unique name.")
    public Uni<DeleteResponse> deleteByName(@PathParam("agent_name") @Text(max = 256) String agentName) {
        return service.delete(AgentReference.byName(agentName), Caller.of(identity))
                .map(id -> DeleteResponse.of(id, agentName));
    }
}
