package dev.agentkeys.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Gives each operation the examples of {@code META-INF/openapi.yaml}. A reader can send them unchanged, one after the
 * other. An id has no example, because a reader knows it only from an earlier answer. The links of that answer name the
 * operations that take the id.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = Answers.LAST)
public class Examples implements OASFilter {

    private static final Map<String, String> OF_PARAMETERS = Map.of(
            "agent_name", "triage",
            "name", "ci",
            "api_key_name", "ci",
            "key_ring_key_id", "throw-away",
            "path", "issues");
    private static final String ID_OF_AGENT = "agent_id";
    private static final String ID_OF_KEY = "id";
    private static final String ID_OF_DEPLOYMENT = "deployment_id";

    /** The links to the operations that take the ids in an answer, by the schema of the answer. */
    private static final Map<String, List<String>> LINKS = Map.of(
            "RegisterAgentResponse",
            List.of("AgentById", "AgentDeletedById", "DeploymentOfAgent", "DeploymentsOfAgent"),
            "Agent",
            List.of("AgentById", "AgentDeletedById"),
            "Deployment",
            List.of("DeploymentById", "DeploymentPromoted", "DeploymentDeleted"),
            "CreateAPIKeyResponse",
            List.of("KeyById", "KeyUpdatedById", "KeyRotatedById", "KeyRevokedById", "KeyDeletedById"),
            "CreateWebhookTriggerResponse",
            List.of("WebhookKeyById", "WebhookKeyDeletedById"));

    /** Completes every operation. */
    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .forEach(operation -> complete(operation, document));
    }

    private static void complete(Operation operation, OpenAPI document) {
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(Examples::complete);
        }
        if (operation.getRequestBody() != null) {
            var examples = document.getComponents().getExamples().keySet();
            operation.getRequestBody().getContent().getMediaTypes().values().forEach(media -> {
                var schema = schemaOf(media);
                if (examples.contains(schema)) {
                    media.addExample(schema, OASFactory.createExample().ref(schema));
                }
            });
            link(operation.getResponses().getAPIResponse("200"));
        }
    }

    private static void complete(Parameter parameter) {
        var example = OF_PARAMETERS.get(parameter.getName());
        if (example != null) {
            parameter.setExample(example);
        } else if (parameter.getIn() == Parameter.In.PATH) {
            parameter.setDescription(
                    switch (parameter.getName()) {
                        case ID_OF_AGENT -> "The `id` in the answer to the agent's registration.";
                        case ID_OF_DEPLOYMENT -> "The `id` in the answer to the deployment's creation.";
                        case ID_OF_KEY -> "The `id` or `key_id` in the answer to the key's creation.";
                        default -> throw new IllegalStateException("No example of " + parameter.getName());
                    });
        }
    }

    private static void link(APIResponse answer) {
        answer.getContent().getMediaTypes().values().stream()
                .flatMap(media -> LINKS.getOrDefault(schemaOf(media), List.of()).stream())
                .forEach(link -> answer.addLink(link, OASFactory.createLink().ref(link)));
    }

    /** The name of the component that describes the content; empty if there is none. */
    private static String schemaOf(MediaType media) {
        var ref = media.getSchema().getRef();
        return ref == null ? "" : ref.substring(ref.lastIndexOf('/') + 1);
    }
}
