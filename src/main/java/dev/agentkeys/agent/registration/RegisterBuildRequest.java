package dev.agentkeys.agent.registration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.agent.AgentInputType;
import dev.agentkeys.agent.AgentName;
import dev.agentkeys.validation.JsonObject;
import dev.agentkeys.validation.Text;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The request that registers an agent when it is built, before it runs. */
@Schema(description = "Request model for registering an agent at build time (pre-deploy).")
record RegisterBuildRequest(
        @NotNull
        @Text(min = 1, max = AgentName.MAX_LENGTH, pattern = AgentName.PATTERN)
        @Schema(pattern = AgentName.PATTERN, description = "The unique name of the agent.")
        String name,

        @NotNull @Text(max = 4096, multiline = true) @Schema(description = "The description of the agent.")
        String description,

        @JsonObject(maxBytes = 1024 * 1024)
        @Schema(nullable = true, description = "The metadata for the agent's build registration.")
        ObjectNode registrationMetadata,

        @Schema(nullable = true, description = "The type of input the agent expects.")
        AgentInputType agentInputType) {}
