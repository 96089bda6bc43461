package dev.agentkeys.agent;

import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What was deleted. */
public record DeleteResponse(
        @Schema(required = true) String id,
        @Schema(required = true) String message) {

    static DeleteResponse of(UUID id, String reference) {
        return new DeleteResponse(id.toString(), "Agent '" + reference + "' deleted successfully");
    }

    /** The answer to the deletion of the deployment of that id. */
    public static DeleteResponse ofDeployment(String id) {
        return new DeleteResponse(id, "Deployment '" + id + "' deleted successfully");
    }
}
