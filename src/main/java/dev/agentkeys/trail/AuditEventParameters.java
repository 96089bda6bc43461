package dev.agentkeys.trail;

import dev.agentkeys.validation.DateTime;
import dev.agentkeys.validation.OneOf;
import dev.agentkeys.validation.Text;
import dev.agentkeys.validation.WholeNumber;
import jakarta.ws.rs.QueryParam;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The query parameters that select a part of the trail. */
record AuditEventParameters(
        @QueryParam("agent_id")
        @Text(max = 36, pattern = AuditEventParameters.UUID_FORM)
        @Parameter(
                description = "The agent that was changed, or whose key or deployment was changed.",
                schema = @Schema(type = SchemaType.STRING, format = "uuid", nullable = true))
        String agentId,

        @QueryParam("api_key_id")
        @Text(max = 36, pattern = AuditEventParameters.UUID_FORM)
        @Parameter(
                description = "The key that was changed.",
                schema = @Schema(type = SchemaType.STRING, format = "uuid", nullable = true))
        String apiKeyId,

        @QueryParam("actor")
        @Text(max = 1024)
        @Parameter(
                description = "The name of the actor, such as static:ops.",
                schema = @Schema(type = SchemaType.STRING, nullable = true))
        String actor,

        @QueryParam("action")
        @OneOf(
                parameter = "action",
                value = {
                    "agent.registered",
                    "agent.changed",
                    "agent.deleted",
                    "deployment.created",
                    "deployment.registered",
                    "deployment.promoted",
                    "deployment.deleted",
                    "api_key.created",
                    "api_key.changed",
                    "api_key.rotated",
                    "api_key.revoked",
                    "api_key.deleted",
                    "api_key.purged",
                    "access_tokens.reloaded",
                    "key_ring_key.added",
                    "key_ring_key.given_up",
                    "key_ring_key.removed"
                })
        @Parameter(description = "What was done.", schema = @Schema(type = SchemaType.STRING, nullable = true))
        String action,

        @QueryParam("since")
        @DateTime(parameter = "since")
        @Parameter(
                description = "The earliest time of an event.",
                schema = @Schema(type = SchemaType.STRING, format = "date-time", nullable = true))
        String since,

        @QueryParam("until")
        @DateTime(parameter = "until")
        @Parameter(
                description = "The time before which an event must be.",
                schema = @Schema(type = SchemaType.STRING, format = "date-time", nullable = true))
        String until,

        @QueryParam("limit")
        @WholeNumber(parameter = "limit", min = 1, max = AuditEventParameters.MAX_LIMIT)
        @Parameter(
                description = "How many events a page has at most (50 by default). An export has all by default.",
                schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000", nullable = true))
        String limit,

        @QueryParam("after")
        @Text(max = 64, pattern = EventCursor.FORM)
        @Parameter(
                description = "The value of 'next' in the previous page.",
                schema = @Schema(type = SchemaType.STRING, nullable = true))
        String after) {

    static final long MAX_LIMIT = 1000;
    static final String UUID_FORM = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";

    private static final String DEFAULT_LIMIT = "50";

    /** Returns the filter that the parameters describe. */
    EventFilter filter() {
        return new EventFilter(
                present(agentId).map(UUID::fromString),
                present(apiKeyId).map(UUID::fromString),
                present(actor),
                present(action),
                present(since).flatMap(DateTime.Validator::parse),
                present(until).flatMap(DateTime.Validator::parse),
                present(after).map(EventCursor::parse));
    }

    /** The maximum number of events of a page. */
    int pageLimit() {
        return (int) WholeNumber.Validator.parse(limit, DEFAULT_LIMIT);
    }

    /** The maximum number of events of an export. */
    long exportLimit() {
        return limit == null ? Long.MAX_VALUE : WholeNumber.Validator.parse(limit);
    }

    private static Optional<String> present(String text) {
        return Optional.ofNullable(text).filter(given -> !given.isEmpty());
    }
}
