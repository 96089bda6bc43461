package dev.agentkeys.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Says how callers prove who they are, and which role an operation demands: the roles are those of its
 * {@code @RolesAllowed}. The contract names no answers but success and 422, so none is added.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = SecuritySchemes.LAST)
public class SecuritySchemes implements OASFilter {

    static final int LAST = 1;

    private static final String BEARER = "bearer";
    private static final String AGENT_KEY = "agentKey";
    private static final String ROLE_OF_AGENTS = "keys:(read|write)";

    /** Replaces the scheme that Quarkus derives from its extensions. */
    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getComponents().setSecuritySchemes(new TreeMap<>(Map.of(BEARER, bearer(), AGENT_KEY, agentKey())));
        document.getPaths().getPathItems().values().forEach(path -> path.getOperations()
                .values()
                .forEach(SecuritySchemes::restyle));
    }

    private static void restyle(Operation operation) {
        operation.getResponses().removeAPIResponse("401");
        operation.getResponses().removeAPIResponse("403");
        if (operation.getSecurity() != null) {
            var roles = operation.getSecurity().stream()
                    .flatMap(requirement -> requirement.getSchemes().values().stream())
                    .flatMap(List::stream)
                    .filter(role -> role.contains(":"))
                    .toList();
            operation.setSecurity(alternatives(roles));
        }
    }

    private static List<SecurityRequirement> alternatives(List<String> roles) {
        var alternatives = new ArrayList<SecurityRequirement>();
        alternatives.add(OASFactory.createSecurityRequirement().addScheme(BEARER, roles));
        if (roles.stream().allMatch(role -> role.matches(ROLE_OF_AGENTS))) {
            alternatives.add(OASFactory.createSecurityRequirement().addScheme(AGENT_KEY, List.of()));
        }
        return alternatives;
    }

    private static SecurityScheme bearer() {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description("A token that is configured, a JWT, or whatever the auth provider understands.");
    }

    private static SecurityScheme agentKey() {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.HEADER)
                .name("X-Agent-API-Key")
                .description("An agent's own internal key, which reaches that agent's keys.");
    }
}
