package dev.agentkeys.keystore;

import dev.agentkeys.keymaterial.KeyType;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** How long keys of each type live, as configured. */
@Singleton
public class KeyLifetimes {

    /** A hundred years: the longest lifetime that a request may ask for. */
    public static final long MAX_SECONDS = 3_155_760_000L;

    private static final String MAX_LIFETIME = "AGENTKEYS_API_KEYS_MAX_LIFETIME";
    private static final String DEFAULT_LIFETIME = "AGENTKEYS_API_KEYS_DEFAULT_LIFETIME";

    /** How long keys live. A setting for one type takes precedence over the setting for all types. */
    @ConfigMapping(prefix = "agentkeys.api-keys")
    interface Config {

        /** The longest lifetime that a key may be given. */
        Optional<Duration> maxLifetime();

        /** The lifetime of a key whose creator gives no lifetime. */
        Optional<Duration> defaultLifetime();

        /** The longest lifetime of internal keys. */
        Optional<Duration> maxLifetimeInternal();

        /** The longest lifetime of external keys. */
        Optional<Duration> maxLifetimeExternal();

        /** The longest lifetime of keys of the type {@code github}. */
        Optional<Duration> maxLifetimeGithub();

        /** The longest lifetime of keys of the type {@code slack}. */
        Optional<Duration> maxLifetimeSlack();

        /** The lifetime of an internal key whose creator gives none. */
        Optional<Duration> defaultLifetimeInternal();

        /** The lifetime of an external key whose creator gives none. */
        Optional<Duration> defaultLifetimeExternal();

        /** The lifetime of a key of the type {@code github} whose creator gives none. */
        Optional<Duration> defaultLifetimeGithub();

        /** The lifetime of a key of the type {@code slack} whose creator gives none. */
        Optional<Duration> defaultLifetimeSlack();
    }

    private final Config config;

    KeyLifetimes(Config config) {
        this.config = config;
        for (var type : KeyType.values()) {
            var limit = limit(type);
            var usual = ofNewKeys(type);
            limit.ifPresent(lifetime -> requireUsable(MAX_LIFETIME, type, lifetime));
            usual.ifPresent(lifetime -> requireUsable(DEFAULT_LIFETIME, type, lifetime));
            if (limit.isPresent()
                    && usual.filter(it -> it.compareTo(limit.get()) > 0).isPresent()) {
                throw new ConfigurationException(DEFAULT_LIFETIME + " cannot be used: for keys of the type '"
                        + type.wireName() + "' it is " + text(usual.get()) + ", which is longer than "
                        + MAX_LIFETIME + ", " + text(limit.get()) + ".");
            }
        }
    }

    /** The longest lifetime of keys of that type; empty if they have no limit. */
    public Optional<Duration> limit(KeyType type) {
        var ofType =
                switch (type) {
                    case INTERNAL -> config.maxLifetimeInternal();
                    case EXTERNAL -> config.maxLifetimeExternal();
                    case GITHUB -> config.maxLifetimeGithub();
                    case SLACK -> config.maxLifetimeSlack();
                };
        return ofType.or(config::maxLifetime);
    }

    /**
     * When a key of that type expires if its creator gives no time: after the default lifetime, or else the longest.
     */
    public Expiry usual(KeyType type) {
        return new Expiry(Optional.empty(), ofNewKeys(type).or(() -> limit(type)), Optional.empty());
    }

    private Optional<Duration> ofNewKeys(KeyType type) {
        var ofType =
                switch (type) {
                    case INTERNAL -> config.defaultLifetimeInternal();
                    case EXTERNAL -> config.defaultLifetimeExternal();
                    case GITHUB -> config.defaultLifetimeGithub();
                    case SLACK -> config.defaultLifetimeSlack();
                };
        return ofType.or(config::defaultLifetime);
    }

    private static void requireUsable(String variable, KeyType type, Duration lifetime) {
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(Duration.ofSeconds(MAX_SECONDS)) > 0) {
            throw new ConfigurationException(variable + " cannot be used: for keys of the type '" + type.wireName()
                    + "' it is " + text(lifetime) + ", and it must be between PT1S and P36525D.");
        }
    }

    /** The lifetime as ISO 8601 writes it. Java itself writes ninety days as hours. */
    public static String text(Duration duration) {
        var days = Duration.ofDays(duration.toDays());
        return !days.isZero() && days.equals(duration) ? "P" + duration.toDays() + "D" : duration.toString();
    }
}
