package dev.agentkeys.agent.registration;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.agentkeys.agent.Agent;
import dev.agentkeys.keymaterial.Secret;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An agent with its internal key: the answer to its registration. */
@Schema(description = "Response model for registering an agent.")
record RegisterAgentResponse(
        @JsonUnwrapped Agent agent,

        @Schema(
                implementation = String.class,
                nullable = true,
                description = "The API key for the agent, if applicable.")
        Secret agentApiKey) {}
