package dev.agentkeys.keystore;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.Optional;

/** How long keys live. What is set for a type holds for its keys, and else what is set for all. */
@ConfigMapping(prefix = "agentkeys.api-keys")
interface KeyLifetimeConfig {

    /** The longest lifetime that a key may be given. */
    Optional<Duration> maxLifetime();

    /** The lifetime of a key whose creator gives none. */
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
