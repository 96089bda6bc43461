package dev.agentkeys.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * Writes the document of this service in the style of the contract, which FastAPI and Pydantic write. So the two can be
 * compared, and code generators make the same clients of both. Every operation may answer 422, and
 * {@link PydanticSchemaStyle} styles the schemas.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class FastApiOpenApiFilter implements OASFilter {

    /**
     * The parameters in the contract's order, which is the same for every operation. Quarkus sorts them by name, but
     * some generators turn them into positional arguments.
     */
    private static final List<String> PARAMETERS = List.of(
            "deployment_id",
            "name",
            "api_key_name",
            "agent_id",
            "agent_name",
            "path",
            "task_id",
            "limit",
            "page_number",
            "order_by",
            "order_direction",
            "api_key_type");

    private static final String VALIDATION_ERROR = "#/components/schemas/HTTPValidationError";

    /** Restyles the whole document. */
    @Override
    public void filterOpenAPI(OpenAPI document) {
        var schemas = document.getComponents().getSchemas();
        var restyled = PydanticSchemaStyle.restyleComponents(schemas);
        describeLocation(restyled.get("ValidationError"));
        document.getComponents().setSchemas(restyled);
        document.getPaths().getPathItems().values().forEach(path -> path.getOperations()
                .values()
                .forEach(operation -> restyle(operation, restyled)));
    }

    /** Whether no resource serves the operation, so that {@code META-INF/openapi.yaml} describes all of it. */
    static boolean isWrittenOut(Operation operation) {
        return operation.getResponses().getAPIResponse("500") != null;
    }

    /** Describes the location as a list of field names and array positions. In Java it is a list of objects. */
    private static void describeLocation(Schema violation) {
        var step = OASFactory.createSchema()
                .anyOf(List.of(
                        OASFactory.createSchema().type(List.of(SchemaType.STRING)),
                        OASFactory.createSchema().type(List.of(SchemaType.INTEGER))));
        violation.getProperties().get("loc").setItems(step);
        violation.getProperties().get("ctx").setAdditionalPropertiesSchema(null);
    }

    private static void restyle(Operation operation, Map<String, Schema> components) {
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(parameter -> restyle(parameter, components));
        }
        if (isWrittenOut(operation)) {
            return;
        }
        if (operation.getParameters() != null) {
            operation.setParameters(operation.getParameters().stream()
                    .sorted(Comparator.comparingInt(FastApiOpenApiFilter::position))
                    .toList());
        }
        var responses = operation.getResponses();
        responses.removeAPIResponse("400");
        var success = responses.getAPIResponse("200");
        if (success != null) {
            success.setDescription("Successful Response");
            restyle(success);
        }
        addValidationError(responses);
    }

    /** A parameter that the contract does not have comes last. */
    private static int position(Parameter parameter) {
        int position = PARAMETERS.indexOf(parameter.getName());
        return position < 0 ? PARAMETERS.size() : position;
    }

    private static void restyle(Parameter parameter, Map<String, Schema> components) {
        if (parameter.getRequired() == null) {
            parameter.setRequired(false);
        }
        referToComponent(parameter.getSchema(), components);
        parameter.setSchema(PydanticSchemaStyle.restyleProperty(parameter.getName(), parameter.getSchema()));
    }

    /** Replaces the enum of a parameter by a reference to the component that describes it. */
    private static void referToComponent(Schema schema, Map<String, Schema> components) {
        if (schema.getEnumeration() != null) {
            components.forEach((name, component) -> {
                if (component.getEnumeration() != null
                        && component.getEnumeration().equals(schema.getEnumeration())) {
                    schema.setEnumeration(null);
                    schema.setType(null);
                    schema.setRef(name);
                }
            });
        }
    }

    private static void restyle(APIResponse response) {
        if (response.getContent() != null) {
            response.getContent()
                    .getMediaTypes()
                    .values()
                    .forEach(media -> media.setSchema(PydanticSchemaStyle.restyle(media.getSchema())));
        }
    }

    private static void addValidationError(APIResponses responses) {
        var media =
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref(VALIDATION_ERROR));
        Content content = OASFactory.createContent().addMediaType("application/json", media);
        responses.addAPIResponse(
                "422",
                OASFactory.createAPIResponse().description("Validation Error").content(content));
    }
}
