package dev.agentkeys.agent;

import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Which agent was deleted. */
record DeleteResponse(
        @Schema(required = true) UUID id,
        @Schema(required = true) String message) {

    static DeleteResponse of(UUID id, String reference) {
        return new DeleteResponse(id, "Agent '" + reference + "' deleted successfully");
    }
}
