package dev.agentkeys.validation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of a 422: every violation of the request. */
@Schema(name = "HTTPValidationError")
@RegisterForReflection
public record HttpValidationError(List<Violation> detail) {

    /**
     * One violation of a request's schema; the contract's {@code ValidationError}.
     *
     * @param loc where: {@code body}, {@code query}, {@code path} or {@code header}, then field names and array positions
     * @param msg a sentence for people
     * @param type the kind, for programs
     * @param input what was sent there; left out if it is secret, too long, or not valid Unicode
     * @param ctx the numbers and names in {@code msg}
     */
    @Schema(name = "ValidationError")
    @RegisterForReflection
    public record Violation(
            @Schema(required = true, title = "Location") List<Object> loc,
            @Schema(required = true, title = "Message") String msg,
            @Schema(required = true, title = "Error Type") String type,

            @Schema(title = "Input") @JsonInclude(JsonInclude.Include.NON_NULL)
            JsonNode input,

            @Schema(title = "Context", type = SchemaType.OBJECT) @JsonInclude(JsonInclude.Include.NON_EMPTY)
            Map<String, Object> ctx) {

        static Violation of(String source, List<Object> path, ViolationKind fault, JsonNode input) {
            var loc = new ArrayList<Object>();
            loc.add(source);
            loc.addAll(path);
            return new Violation(List.copyOf(loc), fault.message(), fault.type(), input, fault.context());
        }
    }
}
