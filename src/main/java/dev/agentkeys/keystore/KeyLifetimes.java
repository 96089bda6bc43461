package dev.agentkeys.keystore;

import dev.agentkeys.keymaterial.KeyType;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** How long keys of each type live, as configured. */
@Singleton
public class KeyLifetimes {

    /** A hundred years: the longest lifetime that a request may ask for. */
    public static final long MAX_SECONDS = 3_155_760_000L;

    private static final String MAX_LIFETIME = "AGENTKEYS_API_KEYS_MAX_LIFETIME";
    private static final String DEFAULT_LIFETIME = "AGENTKEYS_API_KEYS_DEFAULT_LIFETIME";

    private record Lifetimes(Optional<Duration> limit, Optional<Duration> usual) {}

    private final Map<KeyType, Lifetimes> ofTypes = new EnumMap<>(KeyType.class);

    KeyLifetimes(KeyLifetimeConfig config) {
        for (var type : KeyType.values()) {
            var limit = limit(type, config)
                    .or(config::maxLifetime)
                    .map(lifetime -> requireUsable(MAX_LIFETIME, type, lifetime));
            var usual = usual(type, config)
                    .or(config::defaultLifetime)
                    .map(lifetime -> requireUsable(DEFAULT_LIFETIME, type, lifetime));
            if (limit.isPresent()
                    && usual.filter(it -> it.compareTo(limit.get()) > 0).isPresent()) {
                throw new ConfigurationException(DEFAULT_LIFETIME + " cannot be used: for keys of the type '"
                        + type.wireName() + "' it is " + text(usual.get()) + ", which is longer than "
                        + MAX_LIFETIME + ", " + text(limit.get()) + ".");
            }
            ofTypes.put(type, new Lifetimes(limit, usual));
        }
    }

    /** The longest lifetime of keys of that type, in the form of ISO 8601; empty if there is none. */
    public Optional<String> limit(KeyType type) {
        return ofTypes.get(type).limit().map(KeyLifetimes::text);
    }

    /** When a key of that type expires whose creator gives no time: after the usual lifetime, or else the longest. */
    public Expiry usual(KeyType type) {
        var lifetimes = ofTypes.get(type);
        return new Expiry(Optional.empty(), lifetimes.usual().or(lifetimes::limit), Optional.empty());
    }

    /** When a key of that type expires that is to expire at that time, if the limit allows it. */
    public Expiry at(KeyType type, OffsetDateTime time) {
        return new Expiry(Optional.of(time), Optional.empty(), ofTypes.get(type).limit());
    }

    /**
     * When a key of that type expires that is to live so many seconds.
     *
     * @throws ExpiryException if that is longer than it may live
     */
    public Expiry after(KeyType type, long seconds) {
        var wanted = Duration.ofSeconds(seconds);
        if (ofTypes.get(type)
                .limit()
                .filter(limit -> wanted.compareTo(limit) > 0)
                .isPresent()) {
            throw new ExpiryException(ExpiryException.Fault.BEYOND_LIMIT);
        }
        return new Expiry(Optional.empty(), Optional.of(wanted), Optional.empty());
    }

    /**
     * When a key of that type expires that is not to expire any more.
     *
     * @throws ExpiryException if keys of that type have a longest lifetime
     */
    public Expiry never(KeyType type) {
        if (ofTypes.get(type).limit().isPresent()) {
            throw new ExpiryException(ExpiryException.Fault.BEYOND_LIMIT);
        }
        return Expiry.NEVER;
    }

    private static Duration requireUsable(String variable, KeyType type, Duration lifetime) {
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(Duration.ofSeconds(MAX_SECONDS)) > 0) {
            throw new ConfigurationException(variable + " cannot be used: for keys of the type '" + type.wireName()
                    + "' it is " + text(lifetime) + ", and it must be between PT1S and P36525D.");
        }
        return lifetime;
    }

    private static Optional<Duration> limit(KeyType type, KeyLifetimeConfig config) {
        return switch (type) {
            case INTERNAL -> config.maxLifetimeInternal();
            case EXTERNAL -> config.maxLifetimeExternal();
            case GITHUB -> config.maxLifetimeGithub();
            case SLACK -> config.maxLifetimeSlack();
        };
    }

    private static Optional<Duration> usual(KeyType type, KeyLifetimeConfig config) {
        return switch (type) {
            case INTERNAL -> config.defaultLifetimeInternal();
            case EXTERNAL -> config.defaultLifetimeExternal();
            case GITHUB -> config.defaultLifetimeGithub();
            case SLACK -> config.defaultLifetimeSlack();
        };
    }

    /** Java itself writes ninety days as hours. */
    private static String text(Duration duration) {
        var days = Duration.ofDays(duration.toDays());
        return !days.isZero() && days.equals(duration) ? "P" + duration.toDays() + "D" : duration.toString();
    }
}
