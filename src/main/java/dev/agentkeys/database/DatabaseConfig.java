package dev.agentkeys.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the reactive pool that Quarkus has no property for. */
@ConfigMapping(prefix = "agentkeys.database")
interface DatabaseConfig {

    /** How long a request waits for a connection, new or free, before it is answered 503. */
    @WithDefault("1800ms")
    Duration acquireTimeout();

    /** How many requests may wait for a connection; one more is answered 503 at once. */
    @WithDefault("1000")
    int maxWaiting();

    /** How long a request waits for a connection and its statement together before it is answered 503. */
    @WithDefault("1950ms")
    Duration answerTimeout();

    /** After how long without a byte from the server a connection is given up, also in the middle of a statement. */
    @WithDefault("30s")
    Duration silenceTimeout();

    /** What this process does about the schema when it starts. */
    @WithDefault("migrate")
    Migration migration();

    /** How long the service waits for the database when it starts, before it gives up. */
    @WithDefault("60s")
    Duration startTimeout();

    /** How long the readiness probe waits for the database. */
    @WithDefault("2s")
    Duration readinessTimeout();
}
