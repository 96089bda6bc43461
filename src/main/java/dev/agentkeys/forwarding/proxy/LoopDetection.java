package dev.agentkeys.forwarding.proxy;

import dev.agentkeys.forwarding.ForwardingConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.MultiMap;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The mark that this service leaves on each request to an agent ({@code CDN-Loop}, RFC 8586). A request that comes with
 * it has come through this service before, by whatever address the agent's URL leads back.
 */
@Singleton
public class LoopDetection {

    private static final String HEADER = "CDN-Loop";
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final String name;

    LoopDetection(ForwardingConfig config) {
        this.name = requireToken(config.loopName());
    }

    /** The name, if the header can hold it. */
    public static String requireToken(String name) {
        if (!TOKEN.matcher(name).matches()) {
            throw new ConfigurationException(
                    "AGENTKEYS_INGRESS_LOOP_NAME is no token of HTTP. Use letters, digits and hyphens.");
        }
        return name;
    }

    /** Whether the headers have the mark, in any line and at any place. */
    public boolean isMarkedIn(MultiMap headers) {
        return headers.getAll(HEADER).stream()
                // Quotes are not minded: one that another left open must not hide the mark.
                .flatMap(line -> Stream.of(line.split(",")))
                .map(entry -> entry.split(";", 2)[0].strip())
                .anyMatch(name::equalsIgnoreCase);
    }

    /** Adds the mark behind those that others left. */
    void mark(MultiMap told) {
        told.add(HEADER, name);
    }
}
