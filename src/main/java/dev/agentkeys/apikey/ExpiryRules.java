package dev.agentkeys.apikey;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keystore.Expiry;
import dev.agentkeys.keystore.ExpiryException;
import dev.agentkeys.keystore.KeyLifetimes;
import dev.agentkeys.startup.StartupOrder;
import dev.agentkeys.validation.InvalidRequestException;
import dev.agentkeys.validation.ViolationKind;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Decides when a key expires, and tells the caller what is wrong with the time that a request gives. */
@Singleton
public class ExpiryRules {

    private static final String EXPIRES_AT = "expires_at";
    private static final String EXPIRES_IN = "expires_in";

    private final KeyLifetimes lifetimes;

    ExpiryRules(KeyLifetimes lifetimes) {
        this.lifetimes = lifetimes;
    }

    /** Makes the start fail on lifetimes that cannot be used: this bean needs them, so they are read and checked by now. */
    void onStart(@Observes @Priority(StartupOrder.KEY_LIFETIMES) StartupEvent event) {}

    /**
     * When a new key expires.
     *
     * @param at the time that the request gives, or null
     * @param in the number of seconds that the request gives, or null
     * @throws InvalidRequestException if a key of that type may not live so long
     */
    Expiry ofNewKey(KeyType type, OffsetDateTime at, Long in) {
        if (in != null) {
            return after(type, in);
        }
        return at == null ? lifetimes.usual(type) : at(type, at);
    }

    /**
     * When a key expires that is to live so many seconds from now.
     *
     * @throws InvalidRequestException if a key of that type may not live so long
     */
    public Expiry after(KeyType type, long seconds) {
        var wanted = Duration.ofSeconds(seconds);
        if (lifetimes.limit(type).filter(limit -> wanted.compareTo(limit) > 0).isPresent()) {
            throw beyondLimit(EXPIRES_IN, type);
        }
        return new Expiry(Optional.empty(), Optional.of(wanted), Optional.empty());
    }

    /** When a key expires that is to expire at that time. The database checks the time, by its own clock. */
    public Expiry at(KeyType type, OffsetDateTime time) {
        return new Expiry(Optional.of(time), Optional.empty(), lifetimes.limit(type));
    }

    /**
     * When a key expires that is not to expire any more.
     *
     * @throws InvalidRequestException if keys of that type have a longest lifetime
     */
    public Expiry never(KeyType type) {
        if (lifetimes.limit(type).isPresent()) {
            throw beyondLimit(EXPIRES_AT, type);
        }
        return Expiry.NEVER;
    }

    /** The answer to a time that the database has refused with an {@link ExpiryException}. */
    public InvalidRequestException invalidTime(KeyType type, Throwable refused) {
        return ((ExpiryException) refused).isPast()
                ? InvalidRequestException.ofField(EXPIRES_AT, ViolationKind.NOT_IN_THE_FUTURE)
                : beyondLimit(EXPIRES_AT, type);
    }

    private InvalidRequestException beyondLimit(String field, KeyType type) {
        return InvalidRequestException.ofField(
                field,
                ViolationKind.value("must not be later than "
                        + lifetimes.limit(type).map(KeyLifetimes::text).orElseThrow()
                        + " from now, the longest lifetime of keys of the type '" + type.wireName() + "'"));
    }
}
