package dev.agentkeys.forwarding.authentication;

import dev.agentkeys.forwarding.ForwardProblems;
import dev.agentkeys.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Checks the time at which Slack signed a request, so that a recorded request cannot be replayed later. */
final class SlackTimestamp {

    private static final long TOLERANCE_SECONDS = Duration.ofMinutes(5).toSeconds();

    private SlackTimestamp() {}

    /** Returns the value of the header; throws if it is missing. */
    static String require(Optional<String> header) {
        return header.map(String::strip)
                .orElseThrow(() -> ForwardProblems.unauthenticated("Missing X-Slack-Request-Timestamp header."));
    }

    /** Throws a {@link ProblemException} unless the timestamp is within five minutes of now. */
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
