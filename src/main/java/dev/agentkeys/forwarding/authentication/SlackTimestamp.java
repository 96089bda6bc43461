package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.forwarding.ForwardProblems;
import dev.agentkeys.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When Slack says it signed a request; not long ago, or somebody may be sending it a second time. */
final class SlackTimestamp {

    private static final long TOLERANCE_SECONDS = Duration.ofMinutes(5).toSeconds();

    private SlackTimestamp() {}

    /** The header's value, if there is one. */
    static String require(Optional<String> header) {
        return header.map(String::strip)
                .orElseThrow(() -> ForwardProblems.unauthenticated("Missing X-Slack-Request-Timestamp header."));
    }

    /** Throws a {@link ProblemException} unless that is a time near the other. */
    static void requireRecent(String timestamp, Instant now) {
        long seconds;
        try {
            seconds = Long.parseLong(timestamp);
        } catch (NumberFormatException e) {
            throw ProblemException.badRequest("Invalid X-Slack-Request-Timestamp header value.");
        }
        long current = now.getEpochSecond();
        if (seconds < current - TOLERANCE_SECONDS || seconds > current + TOLERANCE_SECONDS) {
            throw ProblemException.badRequest("Slack webhook request has bad timestamp.");
        }
    }
}
