package dev.agentkeys.agent.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.agent.AcpType;
import dev.agentkeys.agent.AgentInputType;
import dev.agentkeys.agent.AgentName;
import dev.agentkeys.validation.HttpUrl;
import dev.agentkeys.validation.JsonObject;
import dev.agentkeys.validation.Text;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The request that an agent sends when it starts. */
record RegisterAgentRequest(
        @NotNull
        @Text(min = 1, max = AgentName.MAX_LENGTH, pattern = AgentName.PATTERN)
        @Schema(pattern = AgentName.PATTERN, description = "The unique name of the agent.")
        String name,

        @NotNull @Text(max = 4096, multiline = true) @Schema(description = "The description of the agent.")
        String description,

        @NotNull @HttpUrl @Schema(description = "The URL of the ACP server for the agent.")
        String acpUrl,

        @Text(max = 256)
        @Schema(nullable = true, description = "Optional agent ID if the agent already exists and needs to be updated.")
        String agentId,

        @NotNull @Schema(description = "The type of ACP to use for the agent.")
        AcpType acpType,

        @Schema(nullable = true, description = "Principal used for authorization")
        JsonNode principalContext,

        @JsonObject(maxBytes = 1024 * 1024)
        @Schema(nullable = true, description = "The metadata for the agent's registration.")
        ObjectNode registrationMetadata,

        @Schema(nullable = true, description = "The type of input the agent expects.")
        AgentInputType agentInputType) {}
