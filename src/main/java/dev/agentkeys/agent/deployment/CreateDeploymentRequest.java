package dev.agentkeys.agent.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.validation.JsonObject;
import dev.agentkeys.validation.Text;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the platform says of a deployment before its pod registers. */
record CreateDeploymentRequest(
        @NotNull @Text(min = 1, max = 1024) @Schema(description = "Full Docker image URI.")
        String dockerImage,

        @JsonObject(maxBytes = 64 * 1024)
        @Schema(
                nullable = true,
                description =
                        "Git/build metadata (commit_hash, branch_name, author_name, author_email, build_timestamp).")
        ObjectNode registrationMetadata,

        @Text(max = 256) @Schema(nullable = true, description = "SGP deployment ID.")
        String sgpDeployId,

        @Text(max = 256) @Schema(nullable = true, description = "Helm release name.")
        String helmReleaseName) {}
