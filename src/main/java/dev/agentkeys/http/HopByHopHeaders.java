package dev.agentkeys.http;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Knows the headers that belong to one connection, and that no proxy passes on (RFC 9110, section 7.6.1). */
public final class HopByHopHeaders {

    private static final Set<String> NAMES = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private HopByHopHeaders() {}

    /** The names of these headers in lower case, among them the names that {@code Connection} lists. */
    public static Set<String> in(MultiMap headers) {
        var names = new HashSet<>(NAMES);
        for (var value : headers.getAll("Connection")) {
            for (var name : value.split(",")) {
                names.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }
}
