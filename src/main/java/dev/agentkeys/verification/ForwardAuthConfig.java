package dev.agentkeys.verification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.regex.Pattern;

/** How the authorization endpoint for gateways learns which agent a request is meant for. */
@ConfigMapping(prefix = "agentkeys.gateway")
interface ForwardAuthConfig {

    /** The realm of the challenge. */
    @WithDefault("agent-api-keys")
    String realm();

    /** What the forwarded host must match whole; its group {@code agent} is the agent's name. */
    Optional<Pattern> hostPattern();

    /** What the forwarded path must match whole, without its query; its group {@code agent} is the agent's name. */
    Optional<Pattern> pathPattern();

    /** Whether the key of any agent will do where the gateway's query names none; not together with a pattern. */
    @WithDefault("false")
    boolean anyAgent();

    /** Whether a browser's preflight passes, which carries no key. */
    @WithDefault("false")
    boolean passPreflight();

    /** The header in which the gateway sends the original method, whatever the caller wrote there; else it keeps it. */
    Optional<String> methodHeader();
}
