package dev.agentkeys.apikey;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.AgentReference;
import dev.agentkeys.validation.OneOf;
import dev.agentkeys.validation.Text;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The query parameters that, with the name in the path, identify a key. */
public record NamedKeyParameters(
        @QueryParam("agent_id") @Text(max = 256) @Parameter(schema = @Schema(type = SchemaType.STRING, nullable = true))
        String agentId,

        @QueryParam("agent_name")
        @Text(max = 256)
        @Parameter(schema = @Schema(type = SchemaType.STRING, nullable = true))
        String agentName,

        @QueryParam("api_key_type")
        @OneOf(
                parameter = "api_key_type",
                value = {"internal", "external", "github", "slack"})
        @Parameter(schema = @Schema(implementation = KeyType.class, defaultValue = "external"))
        String apiKeyType) {

    /** The agent; see {@link AgentReference#of}. */
    public AgentReference agent(String purpose) {
        return AgentReference.of(agentId, agentName, purpose);
    }

    /** The type; {@code external} if the request names none. */
    public KeyType type() {
        return apiKeyType == null ? KeyType.EXTERNAL : KeyType.ofWireName(apiKeyType);
    }
}
