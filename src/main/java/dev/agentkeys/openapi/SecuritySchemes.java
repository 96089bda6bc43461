package dev.agentkeys.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;

/** Describes how callers authenticate, and which role each operation requires by its {@code @RolesAllowed}. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class SecuritySchemes implements OASFilter {

    private static final String BEARER = "bearer";
    private static final String AGENT_KEY = "agentKey";
    private static final String ROLE_OF_AGENTS = "keys:(read|write)|own-agent";

    /** Replaces the scheme of Quarkus by the schemes of this service. */
    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .filter(operation -> !FastApiOpenApiFilter.isWrittenOut(operation))
                .forEach(SecuritySchemes::restyle);
    }

    private static void restyle(Operation operation) {
        operation.getResponses().removeAPIResponse("401");
        operation.getResponses().removeAPIResponse("403");
        if (operation.getSecurity() != null && !isForKeyHolders(operation)) {
            var demanded = operation.getSecurity().stream()
                    .flatMap(requirement -> requirement.getSchemes().values().stream())
                    .flatMap(List::stream)
                    .toList();
            operation.setSecurity(alternatives(
                    demanded.stream().filter(role -> role.contains(":")).toList(),
                    demanded.stream().anyMatch(role -> role.matches(ROLE_OF_AGENTS))));
        }
    }

    /**
     * Whether the operation is about the key that is its credential, so that no role counts. Its resource declares this
     * itself.
     */
    static boolean isForKeyHolders(Operation operation) {
        return !operation.getSecurity().isEmpty()
                && operation.getSecurity().stream()
                        .allMatch(
                                requirement -> requirement.getSchemes().keySet().equals(Set.of(AGENT_KEY)));
    }

    private static List<SecurityRequirement> alternatives(List<String> roles, boolean agents) {
        var alternatives = new ArrayList<SecurityRequirement>();
        alternatives.add(OASFactory.createSecurityRequirement().addScheme(BEARER, roles));
        if (agents) {
            alternatives.add(OASFactory.createSecurityRequirement().addScheme(AGENT_KEY, List.of()));
        }
        return alternatives;
    }
}
