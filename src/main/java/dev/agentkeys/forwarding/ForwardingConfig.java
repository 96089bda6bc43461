package dev.agentkeys.forwarding;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configures which agents may be called, how many requests run at once, and their timeouts. */
@ConfigMapping(prefix = "agentkeys.ingress")
public interface ForwardingConfig {

    /** The hosts that agents may live on, where a star stands for any characters; if absent, every host is allowed. */
    Optional<List<String>> allowedHosts();

    /** Whether agents may live on this host: on loopback addresses, or those of its other interfaces. */
    @WithDefault("false")
    boolean allowLoopback();

    /** The name of this service in {@code CDN-Loop}. A second service that is an agent of this one needs another name. */
    @WithDefault("agent-api-keys")
    String loopName();

    /** How many requests to one agent may run at once. */
    @WithDefault("128")
    int maxConcurrent();

    /** How many more requests may wait; the next one is answered 503 at once. */
    @WithDefault("128")
    int maxWaiting();

    /** How long a request waits before it is answered 503. */
    @WithDefault("5s")
    Duration waitTimeout();

    /** How long looking up the agent's address may take, and how long connecting to it, before the caller gets 504. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** How long the head of the answer may take once the request is sent, before the caller gets 504. */
    @WithDefault("60s")
    Duration responseTimeout();

    /** How long no byte may move in either direction before the request ends. */
    @WithDefault("5m")
    Duration idleTimeout();

    /** How long an idle connection is kept. Agents must keep it longer, or a request would use a connection that closes. */
    @WithDefault("4s")
    Duration keepAlive();

    /** The largest body with a GitHub signature; GitHub sends 25 MB at most. */
    @WithDefault("25M")
    MemorySize githubMaxBody();

    /** The largest body with a Slack signature. */
    @WithDefault("1M")
    MemorySize slackMaxBody();

    /** How long a signed body may arrive more slowly than the minimum rate before its caller gets 408. */
    @WithDefault("10s")
    Duration bodyTimeout();

    /** How many bytes of a signed body must arrive in a second. */
    @WithDefault("256K")
    MemorySize minBodyRate();

    /**
     * How much memory all signed bodies above 64 KiB may take, a quarter of it for one agent and for one address. A
     * request that needs more is answered 503.
     */
    @WithDefault("128M")
    MemorySize maxBuffered();

    /** How much memory all smaller signed bodies may take, shared in the same way. */
    @WithDefault("32M")
    MemorySize maxBufferedSmall();
}
