package dev.agentkeys.trail;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/**
 * Selects events. An event must fit every given value.
 *
 * @param since the earliest time
 * @param until the time before which an event must be
 * @param after where the previous part ended
 */
record EventFilter(
        Optional<UUID> agentId,
        Optional<UUID> apiKeyId,
        Optional<String> actor,
        Optional<String> action,
        Optional<OffsetDateTime> since,
        Optional<OffsetDateTime> until,
        Optional<EventCursor> after) {

    /** Selects the same events, but only those after another place. */
    EventFilter from(EventCursor place) {
        return new EventFilter(agentId, apiKeyId, actor, action, since, until, Optional.of(place));
    }
}
