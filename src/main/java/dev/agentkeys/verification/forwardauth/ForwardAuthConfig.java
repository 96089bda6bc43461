package dev.agentkeys.verification.forwardauth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.regex.Pattern;

/** Configures forward auth: how the service finds the agent that a request is meant for, and what it answers. */
@ConfigMapping(prefix = "agentkeys.forward-auth")
interface ForwardAuthConfig {

    /** The realm of the challenge. */
    @WithDefault("agent-api-keys")
    String realm();

    /** Must match the whole forwarded host; its group {@code agent} is the agent's name. */
    Optional<Pattern> hostPattern();

    /** Must match the whole forwarded path, without its query; its group {@code agent} is the agent's name. */
    Optional<Pattern> pathPattern();

    /**
     * Whether a key of any agent is good if the gateway's query names no agent. Cannot be set together with a pattern.
     */
    @WithDefault("false")
    boolean anyAgent();

    /** Whether a browser's preflight passes, although it has no key. */
    @WithDefault("false")
    boolean passPreflight();

    /**
     * The header in which the gateway sends the original method, and which it overwrites if the caller sent it. Without
     * one, the gateway's own request has the original method.
     */
    Optional<String> methodHeader();
}
