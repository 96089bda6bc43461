package dev.agentkeys.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the reactive pool that Quarkus has no property for. */
@ConfigMapping(prefix = "agentkeys.database")
public interface DatabaseConfig {

    /** How long a request waits for a connection, new or free, before it is answered 503. */
    @WithDefault("1800ms")
    Duration acquireTimeout();

    /** How many requests may wait for a connection; one more is answered 503 at once. */
    @WithDefault("1000")
    int maxWaiting();

    /** How long a request waits for a connection and its statement together before it is answered 503. */
    @WithDefault("1950ms")
    Duration answerTimeout();

    /** How long a connection may receive no byte from the server, also during a statement, before it is closed. */
    @WithDefault("30s")
    Duration silenceTimeout();

    /** What this process does with the schema when it starts. */
    @WithDefault("migrate")
    Migration migration();

    /** How long the service waits for the database when it starts, before it gives up. */
    @WithDefault("60s")
    Duration startTimeout();

    /** How long the readiness probe waits for the database. */
    @WithDefault("2s")
    Duration readinessTimeout();

    /** What a process does with the schema when it starts. */
    enum Migration {
        /** Brings the schema up to date, and serves. */
        MIGRATE,
        /** Waits until another process has brought the schema up to date, and serves; ends with an error if none does. */
        CHECK,
        /** Brings the schema up to date, and ends. */
        ONLY
    }
}
