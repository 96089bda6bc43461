package dev.agentkeys.trail;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** The place in the trail where one part ended: the time and id of its last event, written as one text. */
record EventCursor(OffsetDateTime at, UUID id) {

    /** What a cursor looks like. */
    static final String FORM = "[0-9]{1,17}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    /** The cursor behind an event. */
    static EventCursor behind(AuditEvent event) {
        return new EventCursor(event.at().atOffset(ZoneOffset.UTC), event.id());
    }

    /** Reads a text that has the {@link #FORM}. */
    static EventCursor parse(String text) {
        int end = text.indexOf('_');
        long micros = Long.parseLong(text.substring(0, end));
        var at = Instant.ofEpochSecond(micros / MICROS_PER_SECOND, micros % MICROS_PER_SECOND * NANOS_PER_MICRO);
        return new EventCursor(at.atOffset(ZoneOffset.UTC), UUID.fromString(text.substring(end + 1)));
    }

    /** The text. It counts microseconds, as the database does. */
    String text() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at.toInstant()) + "_" + id;
    }
}
