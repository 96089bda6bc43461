package dev.agentkeys.keystore;

import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * When a key is to expire. The statement that writes the key computes the time by the database's clock.
 *
 * @param at the point in time
 * @param after how long from now, if no point in time is given; a key with neither does not expire
 * @param limit how far from now the point in time may be at most
 */
public record Expiry(Optional<OffsetDateTime> at, Optional<Duration> after, Optional<Duration> limit) {

    /** The key does not expire. */
    public static final Expiry NEVER = new Expiry(Optional.empty(), Optional.empty(), Optional.empty());

    private static final String PAST = "past";

    /** The SQL expression of the time. Its two parameters begin at that number. */
    static String expiresAt(int parameter) {
        return expiresAt("$" + parameter, "$" + (parameter + 1));
    }

    /** The SQL expression of the time, from two other expressions. */
    static String expiresAt(String at, String after) {
        return "coalesce(AT::timestamptz, now() + make_interval(secs => AFTER))"
                .replace("AT", at)
                .replace("AFTER", after);
    }

    /** The SQL expression of what is wrong with the time in those parameters; null if the time is allowed. */
    static String fault(int at, int limit) {
        return fault("$" + at, "$" + limit);
    }

    /** The SQL expression of what is wrong with the time, from two other expressions. */
    static String fault(String at, String limit) {
        return """
                case when AT <= now() then 'past'
                     when AT > now() + make_interval(secs => LIMIT) then 'beyond-limit' end""".replace("AT", at + "::timestamptz").replace("LIMIT", limit);
    }

    /** Adds all three parameters: those of the time, and the limit. */
    Tuple addTo(Tuple parameters) {
        return addTimeTo(parameters).addDouble(limit.map(Expiry::seconds).orElse(null));
    }

    /** Adds the two parameters of {@link #expiresAt}. */
    Tuple addTimeTo(Tuple parameters) {
        return parameters
                .addOffsetDateTime(at.orElse(null))
                .addDouble(after.map(Expiry::seconds).orElse(null));
    }

    /** Adds the two parameters of {@link #fault}. */
    Tuple addPointTo(Tuple parameters) {
        return parameters
                .addOffsetDateTime(at.orElse(null))
                .addDouble(limit.map(Expiry::seconds).orElse(null));
    }

    /** Fails unless {@link #fault} has the value null. */
    static void requireNoFault(String fault) {
        if (fault != null) {
            throw new ExpiryException(PAST.equals(fault));
        }
    }

    private static double seconds(Duration duration) {
        return duration.toSeconds();
    }
}
