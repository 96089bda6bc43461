package dev.agentkeys.trail;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/**
 * Which events are asked for: those that fit everything that is given.
 *
 * @param since the earliest time
 * @param until the time before which they are
 * @param after where the part before this one ended
 */
record EventFilter(
        Optional<UUID> agentId,
        Optional<UUID> apiKeyId,
        Optional<String> actor,
        Optional<String> action,
        Optional<OffsetDateTime> since,
        Optional<OffsetDateTime> until,
        Optional<EventCursor> after) {

    /** The same events from another place on. */
    EventFilter from(EventCursor place) {
        return new EventFilter(agentId, apiKeyId, actor, action, since, until, Optional.of(place));
    }
}
