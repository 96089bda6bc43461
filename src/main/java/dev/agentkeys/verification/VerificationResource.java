package dev.agentkeys.verification;

import dev.agentkeys.access.Caller;
import dev.agentkeys.access.Role;
import dev.agentkeys.problem.ProblemException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.Cache;

/** Answers callers who ask whether a key is good. */
@Path("/agent_api_keys")
@Tag(name = "Agent APIKeys")
@Produces(MediaType.APPLICATION_JSON)
class VerificationResource {

    private final VerificationService service;
    private final SecurityIdentity identity;

    VerificationResource(VerificationService service, SecurityIdentity identity) {
        this.service = service;
        this.identity = identity;
    }

    @POST
    @RolesAllowed(Role.KEYS_VERIFY)
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/verify")
    @Cache(noStore = true)
    @Operation(
            operationId = "verify_api_key_agent_api_keys_verify_post",
            summary = "Verify Api Key",
            description = "Tells whether a key is good, for any agent or for one. Every well-formed question is"
                    + " answered 200.")
    public Uni<VerifyResponse> verify(VerifyRequest request) {
        var id = present(request.agentId());
        var name = present(request.agentName());
        if (id.isPresent() && name.isPresent()) {
            throw ProblemException.badRequest(
                    "Only one of 'agent_id' or 'agent_name' should be provided to verify an agent api_key.");
        }
        return service.verify(request.apiKey(), ExpectedAgent.of(id, name), Caller.of(identity));
    }

    private static Optional<String> present(String text) {
        return Optional.ofNullable(text).filter(given -> !given.isEmpty());
    }
}
