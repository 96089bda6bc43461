package dev.agentkeys.keystore;

import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * When a key is to expire. The database decides by its own clock, in the statement that writes the key.
 *
 * @param at the point in time
 * @param after how long from now, if no point in time is given; a key that has neither does not expire
 * @param limit how long from now the point in time may be at most
 */
public record Expiry(Optional<OffsetDateTime> at, Optional<Duration> after, Optional<Duration> limit) {

    /** Never. */
    public static final Expiry NEVER = new Expiry(Optional.empty(), Optional.empty(), Optional.empty());

    private static final String PAST = "past";

    /** The expression of the time, of parameters that begin at that number. */
    static String expiresAt(int parameter) {
        return expiresAt("$" + parameter, "$" + (parameter + 1));
    }

    /** The same of two expressions. */
    static String expiresAt(String at, String after) {
        return "coalesce(AT::timestamptz, now() + make_interval(secs => AFTER))"
                .replace("AT", at)
                .replace("AFTER", after);
    }

    /** The expression of what is wrong with the time, of the parameters of that number; null if nothing is. */
    static String fault(int at, int limit) {
        return fault("$" + at, "$" + limit);
    }

    /** The same of two expressions. */
    static String fault(String at, String limit) {
        return """
                case when AT <= now() then 'past'
                     when AT > now() + make_interval(secs => LIMIT) then 'beyond-limit' end""".replace("AT", at + "::timestamptz").replace("LIMIT", limit);
    }

    /** Adds the three parameters. */
    Tuple addTo(Tuple parameters) {
        return addTimeTo(parameters).addDouble(limit.map(Expiry::seconds).orElse(null));
    }

    /** Adds the two parameters of the time. */
    Tuple addTimeTo(Tuple parameters) {
        return parameters
                .addOffsetDateTime(at.orElse(null))
                .addDouble(after.map(Expiry::seconds).orElse(null));
    }

    /** Adds the two parameters that tell what is wrong with the time. */
    Tuple addPointTo(Tuple parameters) {
        return parameters
                .addOffsetDateTime(at.orElse(null))
                .addDouble(limit.map(Expiry::seconds).orElse(null));
    }

    /** Fails if the expression {@link #fault} has that value, which is not null. */
    static void requireNoFault(String fault) {
        if (fault != null) {
            throw new ExpiryException(PAST.equals(fault));
        }
    }

    private static double seconds(Duration duration) {
        return duration.toSeconds();
    }
}
