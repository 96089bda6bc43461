package dev.agentkeys.forwarding.authentication;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.agentkeys.problem.ProblemException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlackTimestampTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_531_420_618);

    @ParameterizedTest
    @ValueSource(strings = {"1531420618", "1531420318", "1531420918"})
    void acceptsFiveMinutesToEitherSide(String timestamp) {
        assertDoesNotThrow(() -> SlackTimestamp.requireRecent(timestamp, NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1531420317", "1531420919", "0", "-9223372036854775808", "9223372036854775807"})
    void refusesLargerDifferences(String timestamp) {
        var refusal = assertThrows(ProblemException.class, () -> SlackTimestamp.requireRecent(timestamp, NOW));
        assertEquals(400, refusal.kind().status());
        assertEquals("Slack webhook request has bad timestamp.", refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "1531420618.5", "9223372036854775808", "0x1", "1 2"})
    void refusesATimestampThatIsNotANumber(String timestamp) {
        var refusal = assertThrows(ProblemException.class, () -> SlackTimestamp.requireRecent(timestamp, NOW));
        assertEquals(400, refusal.kind().status());
        assertEquals("Invalid X-Slack-Request-Timestamp header value.", refusal.getMessage());
    }
}
