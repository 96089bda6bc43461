package dev.agentkeys.apikey.summary;

import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Role;
import dev.agentkeys.database.Ids;
import dev.agentkeys.validation.Text;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Tells operators how many keys there are, without reading them one by one. */
@Path("/agent_api_keys")
@Tag(name = "Agent APIKeys")
@Produces(MediaType.APPLICATION_JSON)
class KeySummaryResource {

    /** The length of a hundred ids and the commas between them. */
    private static final int MAX_LENGTH = 3_699;

    private final KeySummaryService service;
    private final SecurityIdentity identity;

    KeySummaryResource(KeySummaryService service, SecurityIdentity identity) {
        this.service = service;
        this.identity = identity;
    }

    @GET
    @Path("/summary")
    @RolesAllowed(Role.KEYS_READ)
    @Operation(
            operationId = "summarize_agent_api_keys_agent_api_keys_summary_get",
            summary = "Count API keys",
            description =
                    "The number of keys by type and status, and of those that expire within thirty days: of each of"
                            + " the agents that are named, or of all agents together. The latter counts every key there is.")
    public Uni<KeySummary> summary(
            @QueryParam("agent_ids")
                    @Text(max = MAX_LENGTH)
                    @Parameter(
                            description = "The ids of up to a hundred agents, separated by commas. An id that no agent"
                                    + " has counts nothing.",
                            schema = @Schema(type = SchemaType.STRING, nullable = true))
                    String agentIds) {
        return service.summary(
                Optional.ofNullable(agentIds).map(list -> Stream.of(list.split(","))
                        .map(String::strip)
                        .flatMap(id -> Ids.parse(id).stream())
                        .toList()),
                Caller.of(identity));
    }
}
