package dev.agentkeys.forwarding.proxy;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What becomes of an agent's answer in a browser whose cookie let the request in. The browser takes the answer for one
 * of the API's own origin, so the agent's page could call the API in the name of the browser's user.
 */
final class Sandbox {

    /** What a browser keeps for the whole origin: its cookies, its storage, who may speak for it, where it is found. */
    private static final Set<String> OF_THE_ORIGIN = Set.of(
            "accept-ch",
            "alt-svc",
            "clear-site-data",
            "nel",
            "origin-agent-cluster",
            "public-key-pins",
            "report-to",
            "service-worker-allowed",
            "set-cookie",
            "set-cookie2",
            "set-login",
            "strict-transport-security",
            // The browser would ask for a password of the API's, and send it with every request from then on.
            "www-authenticate");

    private static final String CORS = "access-control-";

    private Sandbox() {}

    /** Leaves the agent its answer, and none of the rights of the origin. Its own policies stay: browsers obey them all. */
    static void close(MultiMap told) {
        for (var name : List.copyOf(told.names())) {
            var plain = name.toLowerCase(Locale.ROOT);
            if (OF_THE_ORIGIN.contains(plain) || plain.startsWith(CORS)) {
                told.remove(name);
            }
        }
        told.add("Content-Security-Policy", "sandbox");
        told.set("X-Content-Type-Options", "nosniff");
    }
}
