package dev.agentkeys.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Adds the answers that an operation may give besides success and 422. They follow from what the operation takes, and
 * from who may call it. The answers themselves are in {@code META-INF/openapi.yaml}.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = Answers.LAST)
public class Answers implements OASFilter {

    static final int LAST = 0;

    private static final String REQUEST_ID = "X-Request-Id";
    private static final Set<String> AGENT = Set.of("agent_id", "agent_name");
    private static final String ROLE_TO_ASK = "keys:verify";
    private static final String ROLE_TO_CHANGE = ".*:write";

    private static final Map<String, String> OF_ALL = Map.of(
            "400", "BadRequest",
            "405", "MethodNotAllowed",
            "406", "NotAcceptable",
            "414", "UriTooLong",
            "431", "HeaderFieldsTooLarge",
            "500", "InternalServerError",
            "503", "ServiceUnavailable");
    private static final Map<String, String> OF_THOSE_WITH_CALLERS = Map.of(
            "401", "Unauthenticated",
            "403", "Forbidden",
            "429", "TooManyRequests",
            "502", "BadGateway");
    private static final Map<String, String> OF_THOSE_WITH_BODIES = Map.of(
            "408", "RequestTimeout",
            "413", "ContentTooLarge",
            "415", "UnsupportedMediaType");

    /** Completes every operation. */
    @Override
    public void filterOpenAPI(OpenAPI document) {
        var schemas = document.getComponents().getSchemas();
        document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .filter(operation -> !FastApiOpenApiFilter.isWrittenOut(operation))
                .forEach(operation -> complete(operation, schemas));
    }

    private static void complete(Operation operation, Map<String, Schema> schemas) {
        var answers = new TreeMap<String, APIResponse>();
        named(operation, schemas)
                .forEach((status, name) ->
                        answers.put(status, OASFactory.createAPIResponse().ref(name)));
        operation
                .getResponses()
                .getAPIResponses()
                .forEach((status, answer) -> answers.put(
                        status,
                        answer.addHeader(REQUEST_ID, OASFactory.createHeader().ref(REQUEST_ID))));
        operation.getResponses().setAPIResponses(answers);
    }

    private static Map<String, String> named(Operation operation, Map<String, Schema> schemas) {
        var named = new TreeMap<>(OF_ALL);
        var roles = roles(operation);
        boolean forKeyHolders = SecuritySchemes.isForKeyHolders(operation);
        if (!roles.isEmpty() || forKeyHolders) {
            named.putAll(OF_THOSE_WITH_CALLERS);
        }
        if (forKeyHolders) {
            // Several keys may have the same value.
            named.put("409", "Conflict");
        }
        if (operation.getRequestBody() != null) {
            named.putAll(OF_THOSE_WITH_BODIES);
            if (roles.stream().anyMatch(role -> role.matches(ROLE_TO_CHANGE))) {
                named.put("409", "Conflict");
            }
        }
        if (namesSomething(operation, schemas) && !roles.contains(ROLE_TO_ASK)) {
            named.put("404", "NotFound");
        }
        return named;
    }

    private static List<String> roles(Operation operation) {
        return operation.getSecurity().stream()
                .flatMap(requirement -> requirement.getSchemes().values().stream())
                .flatMap(List::stream)
                .toList();
    }

    /** Whether the request names something that must exist: a resource in its path, or an agent. */
    private static boolean namesSomething(Operation operation, Map<String, Schema> schemas) {
        var parameters = operation.getParameters() == null ? List.<Parameter>of() : operation.getParameters();
        var names = new HashSet<String>();
        parameters.forEach(parameter -> names.add(parameter.getName()));
        bodies(operation)
                .map(schema ->
                        schemas.get(schema.getRef().substring(schema.getRef().lastIndexOf('/') + 1)))
                .forEach(schema -> names.addAll(schema.getProperties().keySet()));
        return parameters.stream().anyMatch(parameter -> parameter.getIn() == Parameter.In.PATH)
                || names.stream().anyMatch(AGENT::contains);
    }

    private static Stream<Schema> bodies(Operation operation) {
        return operation.getRequestBody() == null
                ? Stream.of()
                : operation.getRequestBody().getContent().getMediaTypes().values().stream()
                        .map(media -> media.getSchema());
    }
}
