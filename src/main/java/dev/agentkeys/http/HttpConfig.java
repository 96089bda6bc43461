package dev.agentkeys.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits the time that a client may take to send a request, and the memory that unfinished requests may take. */
@ConfigMapping(prefix = "agentkeys.http")
public interface HttpConfig {

    /** How long the body of a management request may take, before its caller gets 408. */
    @WithDefault("10s")
    Duration bodyTimeout();

    /** How long the head of a request may take from its first byte, before the connection is closed. */
    @WithDefault("15s")
    Duration headTimeout();

    /**
     * How many bytes of unread answers a server keeps. If there are more, it closes the connections whose clients have
     * read nothing for the longest time.
     */
    @WithDefault("32M")
    MemorySize answerMemory();

    /**
     * How many bytes of unfinished heads, and of unfinished frames of HTTP/2, a server keeps. If there are more, it
     * closes the connections whose heads or frames have been unfinished for the longest time.
     */
    @WithDefault("16M")
    MemorySize headMemory();

    /** How long a connection may have no request under way before it is closed. Other bytes do not extend the time. */
    @WithDefault("60s")
    Duration idleTimeout();

    /** How many connections each server may have at once: that of the API, and that of the management port. */
    @WithDefault("16384")
    int maxConnections();

    /**
     * How much memory management requests with a body may take from their head to their answer. If a body does not fit,
     * the requests whose bodies have been unfinished for the longest time are answered 503.
     */
    @WithDefault("32M")
    MemorySize bodyMemory();
}
