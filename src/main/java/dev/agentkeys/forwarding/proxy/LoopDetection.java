package dev.agentkeys.forwarding.proxy;

import dev.agentkeys.forwarding.ForwardingConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.MultiMap;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Marks each request to an agent ({@code CDN-Loop}, RFC 8586). A request that arrives with the mark has passed this
 * service before: the agent's URL leads back here. It does not matter which address the URL has.
 */
@Singleton
public class LoopDetection {

    private static final String HEADER = "CDN-Loop";
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final String name;

    LoopDetection(ForwardingConfig config) {
        this.name = requireToken(config.loopName());
    }

    /** Returns the name if it is a token of HTTP, which the header needs. */
    public static String requireToken(String name) {
        if (!TOKEN.matcher(name).matches()) {
            throw new ConfigurationException(
                    "AGENTKEYS_INGRESS_LOOP_NAME is not a token of HTTP. Use letters, digits and hyphens.");
        }
        return name;
    }

    /** Whether a header has the mark, at any position. */
    public boolean isMarkedIn(MultiMap headers) {
        return headers.getAll(HEADER).stream()
                // Quotes have no meaning here: an open quote of another service must not hide the mark.
                .flatMap(line -> Stream.of(line.split(",")))
                .map(entry -> entry.split(";", 2)[0].strip())
                .anyMatch(name::equalsIgnoreCase);
    }

    /** Adds the mark after the marks of other services. */
    void mark(MultiMap headers) {
        headers.add(HEADER, name);
    }
}
