package dev.agentkeys.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only a date and time as in RFC 3339 counts as a point in time. */
class DateTimeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-26T22:00:00Z",
                "2026-11-26t22:00:00z",
                "2026-11-27T00:00:00+02:00",
                "2026-11-26T22:00:00.000000000Z",
                "2026-11-26T20:30:00.0-01:30"
            })
    void readsEachSpellingOfTheSameTime(String text) {
        assertEquals(
                Optional.of(Instant.parse("2026-11-26T22:00:00Z")),
                DateTime.Validator.parse(text).map(OffsetDateTime::toInstant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-26",
                "2026-11-26T22:00Z",
                "2026-11-26T22:00:00",
                "2026-11-26 22:00:00Z",
                "2026-02-30T22:00:00Z",
                "2026-11-26T25:00:00Z",
                "2026-11-26T22:00:00+99:00",
                "+12026-11-26T22:00:00Z",
                "2026-11-26T22:00:00.1234567890Z",
                "٢٠٢٦-11-26T22:00:00Z",
                "1764194400",
                "tomorrow"
            })
    void refusesEverythingElse(String text) {
        assertEquals(Optional.empty(), DateTime.Validator.parse(text));
    }
}
