package dev.agentkeys.agent.deployment;

import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Role;
import dev.agentkeys.agent.DeleteResponse;
import dev.agentkeys.http.Page;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.validation.OneOf;
import dev.agentkeys.validation.Text;
import dev.agentkeys.validation.WholeNumber;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The contract's Deployments API. */
@Path("/agents")
@Tag(name = "Deployments")
@Produces(MediaType.APPLICATION_JSON)
class DeploymentResource {

    private static final String DEFAULT_LIMIT = "50";
    private static final String FIRST_PAGE = "1";
    private static final String ASCENDING = "asc";
    private static final String DESCENDING = "desc";

    private final DeploymentService service;
    private final SecurityIdentity identity;

    DeploymentResource(DeploymentService service, SecurityIdentity identity) {
        this.service = service;
        this.identity = identity;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.AGENTS_WRITE, Role.OWN_AGENT})
    @Path("/{agent_id}/deployments")
    @Operation(
            operationId = "create_deployment_agents__agent_id__deployments_post",
            summary = "Create Deployment",
            description = "Create a new deployment record in PENDING status.")
    public Uni<Deployment> create(
            @PathParam("agent_id") @Text(max = 256) String agentId, CreateDeploymentRequest request) {
        return service.create(AgentReference.byId(agentId), request, Caller.of(identity));
    }

    @GET
    @RolesAllowed({Role.AGENTS_READ, Role.OWN_AGENT})
    @Path("/{agent_id}/deployments")
    @Operation(
            operationId = "list_deployments_agents__agent_id__deployments_get",
            summary = "List Deployments",
            description = "List deployments for an agent, newest first.")
    public Uni<List<Deployment>> list(
            @PathParam("agent_id") @Text(max = 256) String agentId,
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
                            value = {DeploymentOrder.CREATED_AT, DeploymentOrder.PROMOTED_AT, DeploymentOrder.ID})
                    @Parameter(
                            description = "Field to order by (created_at by default)",
                            schema = @Schema(type = SchemaType.STRING, nullable = true))
                    String orderBy,
            @QueryParam("order_direction")
                    @OneOf(
                            parameter = "order_direction",
                            value = {ASCENDING, DESCENDING})
                    @Parameter(
                            description = "Order direction (asc or desc)",
                            schema = @Schema(implementation = String.class, defaultValue = DESCENDING))
                    String orderDirection) {
        var field = DeploymentOrder.Field.ofName(orderBy == null ? DeploymentOrder.CREATED_AT : orderBy);
        return service.list(
                AgentReference.byId(agentId),
                new DeploymentOrder(field, ASCENDING.equals(orderDirection)),
                Page.ofAtMostMaximum(
                        WholeNumber.Validator.parse(limit, DEFAULT_LIMIT),
                        WholeNumber.Validator.parse(pageNumber, FIRST_PAGE)),
                Caller.of(identity));
    }

    @GET
    @RolesAllowed({Role.AGENTS_READ, Role.OWN_AGENT})
    @Path("/{agent_id}/deployments/{deployment_id}")
    @Operation(
            operationId = "get_deployment_agents__agent_id__deployments__deployment_id__get",
            summary = "Get Deployment",
            description = "Get a specific deployment by ID.")
    public Uni<Deployment> get(
            @PathParam("agent_id") @Text(max = 256) String agentId,
            @PathParam("deployment_id") @Text(max = 256) String deploymentId) {
        return service.find(AgentReference.byId(agentId), deploymentId, Caller.of(identity));
    }

    @DELETE
    @RolesAllowed({Role.AGENTS_WRITE, Role.OWN_AGENT})
    @Path("/{agent_id}/deployments/{deployment_id}")
    @Operation(
            operationId = "delete_deployment_agents__agent_id__deployments__deployment_id__delete",
            summary = "Delete Deployment",
            description = "Delete a non-production deployment.")
    public Uni<DeleteResponse> delete(
            @PathParam("agent_id") @Text(max = 256) String agentId,
            @PathParam("deployment_id") @Text(max = 256) String deploymentId) {
        return service.delete(AgentReference.byId(agentId), deploymentId, Caller.of(identity))
                .replaceWith(() -> DeleteResponse.ofDeployment(deploymentId));
    }

    @POST
    @RolesAllowed({Role.AGENTS_WRITE, Role.OWN_AGENT})
    @Path("/{agent_id}/deployments/{deployment_id}/promote")
    @Operation(
            operationId = "promote_deployment_agents__agent_id__deployments__deployment_id__promote_post",
            summary = "Promote Deployment",
            description = "Promote a deployment to production with atomic cutover.")
    public Uni<Deployment> promote(
            @PathParam("agent_id") @Text(max = 256) String agentId,
            @PathParam("deployment_id") @Text(max = 256) String deploymentId) {
        return service.promote(AgentReference.byId(agentId), deploymentId, Caller.of(identity));
    }
}
