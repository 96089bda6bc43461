package dev.agentkeys.forwarding;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Which agents may be called, how many times at once, and how long they may take. */
@ConfigMapping(prefix = "agentkeys.ingress")
public interface ForwardingConfig {

    /** The hosts agents may live on, where a star stands for any characters; every host unless there are some. */
    Optional<List<String>> allowedHosts();

    /** Whether agents may live on this host: on loopback addresses, or those of its other interfaces. */
    @WithDefault("false")
    boolean allowLoopback();

    /** What this service is called in {@code CDN-Loop}; another one that it calls as an agent needs another name. */
    @WithDefault("agent-api-keys")
    String loopName();

    /** How many requests of one agent may be under way at once. */
    @WithDefault("128")
    int maxConcurrent();

    /** How many more may wait for their turn; the next is answered 503 at once. */
    @WithDefault("128")
    int maxWaiting();

    /** How long a request waits for its turn before it is answered 503. */
    @WithDefault("5s")
    Duration waitTimeout();

    /** How long looking up the agent's address may take, and how long connecting to it, before the caller gets 504. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** How long the head of the answer may take once the request is sent, before the caller gets 504. */
    @WithDefault("60s")
    Duration responseTimeout();

    /** After how long without a byte in either direction a request is given up. */
    @WithDefault("5m")
    Duration idleTimeout();

    /** How long an unused connection is kept; less than agents do, or a request would meet one that is just closing. */
    @WithDefault("4s")
    Duration keepAlive();

    /** The largest body of GitHub whose signature is checked; theirs are 25 MB at most. */
    @WithDefault("25M")
    MemorySize githubMaxBody();

    /** The largest body of Slack whose signature is checked. */
    @WithDefault("1M")
    MemorySize slackMaxBody();

    /** How long such a body may take to arrive if it comes more slowly than the minimum rate, before its caller gets 408. */
    @WithDefault("10s")
    Duration bodyTimeout();

    /** How many bytes a second must come of a body that takes longer. */
    @WithDefault("256K")
    MemorySize minBodyRate();

    /**
     * How much of all bodies above 64 KiB whose signatures are checked is held at once, a quarter of it for one agent and
     * for one address; what would need more is answered 503.
     */
    @WithDefault("128M")
    MemorySize maxBuffered();

    /** The same for the requests with smaller bodies. */
    @WithDefault("32M")
    MemorySize maxBufferedSmall();
}
