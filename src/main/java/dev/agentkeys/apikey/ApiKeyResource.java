package dev.agentkeys.apikey;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Role;
import dev.agentkeys.http.Page;
import dev.agentkeys.idempotency.RetriableRequest;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.keystore.KeyFilter;
import dev.agentkeys.keystore.KeyStatus;
import dev.agentkeys.keystore.StoredKey;
import dev.agentkeys.validation.DateTime;
import dev.agentkeys.validation.OneOf;
import dev.agentkeys.validation.Text;
import dev.agentkeys.validation.WholeNumber;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.ws.rs.BeanParam;
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
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;

/** The contract's Agent APIKeys API. */
@Path("/agent_api_keys")
@Tag(name = "Agent APIKeys")
@Produces(MediaType.APPLICATION_JSON)
class ApiKeyResource {

    private static final long MAX_PAGE = 1000;
    private static final String DEFAULT_LIMIT = "50";
    private static final String FIRST_PAGE = "1";

    private final KeyIssuance issuance;
    private final ApiKeyService service;
    private final CurrentVertxRequest current;
    private final SecurityIdentity identity;

    ApiKeyResource(
            KeyIssuance issuance, ApiKeyService service, CurrentVertxRequest current, SecurityIdentity identity) {
        this.issuance = issuance;
        this.service = service;
        this.current = current;
        this.identity = identity;
    }

    @POST
    @RolesAllowed(Role.KEYS_WRITE)
    @Consumes(MediaType.APPLICATION_JSON)
    @Cache(noStore = true)
    @Operation(operationId = "create_api_key_agent_api_keys_post", summary = "Create Api Key")
    public Uni<CreateApiKeyResponse> create(CreateApiKeyRequest request) {
        var caller = Caller.of(identity);
        return issuance.issue(request.key(), caller, RetriableRequest.of(current, caller), created -> created);
    }

    @GET
    @RolesAllowed(Role.KEYS_READ)
    @Operation(
            operationId = "list_agent_api_keys_agent_api_keys_get",
            summary = "List API keys for an agent ID",
            description = "List API keys for an agent ID.")
    public Uni<List<StoredKey>> list(
            @QueryParam("agent_id")
                    @Text(max = 256)
                    @Parameter(schema = @Schema(type = SchemaType.STRING, nullable = true))
                    String agentId,
            @QueryParam("agent_name")
                    @Text(max = 256)
                    @Parameter(schema = @Schema(type = SchemaType.STRING, nullable = true))
                    String agentName,
            @QueryParam("limit")
                    @WholeNumber(parameter = "limit", min = 1, max = MAX_PAGE)
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "1000",
                                            defaultValue = DEFAULT_LIMIT))
                    String limit,
            @QueryParam("page_number")
                    @WholeNumber(parameter = "page_number", min = 1)
                    @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", defaultValue = FIRST_PAGE))
                    String pageNumber,
            @QueryParam("status")
                    @OneOf(
                            parameter = "status",
                            value = {"active", "disabled", "expired", "revoked"})
                    @Parameter(
                            description = "Lists only keys of this status.",
                            schema = @Schema(implementation = KeyStatus.class))
                    String status,
            @QueryParam("expires_before")
                    @DateTime(parameter = "expires_before")
                    @Parameter(
                            description = "Lists only keys that expire before this time (RFC 3339).",
                            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    String expiresBefore,
            @QueryParam("unused_since")
                    @DateTime(parameter = "unused_since")
                    @Parameter(
                            description = "Lists only keys that were not used since this time (RFC 3339); one that was"
                                    + " never used counts from its creation.",
                            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    String unusedSince,
            @QueryParam("api_key_type")
                    @OneOf(
                            parameter = "api_key_type",
                            value = {"internal", "external", "github", "slack"})
                    @Parameter(
                            description = "Lists only keys of this type.",
                            schema = @Schema(implementation = KeyType.class))
                    String apiKeyType) {
        return service.list(
                AgentReference.of(agentId, agentName, "list agent api_keys"),
                new KeyFilter(
                        Optional.ofNullable(status).map(KeyStatus::ofWireName),
                        Optional.ofNullable(expiresBefore).flatMap(DateTime.Validator::parse),
                        Optional.ofNullable(unusedSince).flatMap(DateTime.Validator::parse),
                        Optional.ofNullable(apiKeyType).map(KeyType::ofWireName)),
                new Page(
                        WholeNumber.Validator.parse(limit, DEFAULT_LIMIT),
                        WholeNumber.Validator.parse(pageNumber, FIRST_PAGE)),
                Caller.of(identity));
    }

    @GET
    @RolesAllowed(Role.KEYS_READ)
    @Path("/{id}")
    @Operation(
            operationId = "get_agent_api_key_agent_api_keys__id__get",
            summary = "Return the API key by ID",
            description = "Return API key by ID.")
    public Uni<StoredKey> getById(@PathParam("id") @Text(max = 256) String id) {
        return service.find(id, Caller.of(identity));
    }

    @GET
    @RolesAllowed(Role.KEYS_READ)
    @Path("/name/{name}")
    @Operation(
            operationId = "get_agent_api_key_by_name_agent_api_keys_name__name__get",
            summary = "Return named API key for the agent ID",
            description = "Return named API key for the agent ID.")
    public Uni<StoredKey> getByName(
            @PathParam("name") @Text(max = 256) String name, @Valid @BeanParam NamedKeyParameters parameters) {
        return service.find(parameters.agent("get an agent api_key"), parameters.type(), name, Caller.of(identity));
    }

    @DELETE
    @RolesAllowed(Role.KEYS_WRITE)
    @Path("/{id}")
    @Operation(
            operationId = "delete_agent_api_key_agent_api_keys__id__delete",
            summary = "Delete API key by ID",
            description = "Delete API key by ID.")
    @APIResponseSchema(String.class)
    public Uni<Confirmation> deleteById(@PathParam("id") @Text(max = 256) String id) {
        return service.delete(id, Caller.of(identity))
                .replaceWith(new Confirmation("Agent API key with ID " + id + " deleted"));
    }

    @DELETE
    @RolesAllowed(Role.KEYS_WRITE)
    @Path("/name/{api_key_name}")
    @Operation(
            operationId = "delete_agent_api_key_by_name_agent_api_keys_name__api_key_name__delete",
            summary = "Delete API key by name",
            description = "Delete API key by name.")
    @APIResponseSchema(String.class)
    public Uni<Confirmation> deleteByName(
            @PathParam("api_key_name") @Text(max = 256) String apiKeyName,
            @Valid @BeanParam NamedKeyParameters parameters) {
        return service.delete(
                        parameters.agent("delete an agent api_key"), parameters.type(), apiKeyName, Caller.of(identity))
                .replaceWith(new Confirmation("Agent api_key '" + apiKeyName + "' deleted"));
    }

    /** A sentence that confirms what was done; in JSON it is a plain string. */
    record Confirmation(@JsonValue String sentence) {}
}
