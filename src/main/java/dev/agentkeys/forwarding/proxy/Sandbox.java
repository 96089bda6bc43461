package dev.agentkeys.forwarding.proxy;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Restricts an agent's answer to a browser that has added the credential itself, such as a cookie. For the browser the
 * answer has the origin of the API. Without the sandbox a page of the agent could call the API as the browser's user.
 */
final class Sandbox {

    /** Headers that change the state of the whole origin in the browser: cookies, storage, delegation, transport. */
    private static final Set<String> ORIGIN_HEADERS = Set.of(
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
            // The browser would ask for a password for the API, and send it with every later request.
            "www-authenticate");

    private static final String CORS = "access-control-";

    private Sandbox() {}

    /**
     * Removes the headers that act on the origin, and adds the sandbox. Keeps the agent's policies: browsers apply all.
     */
    static void apply(MultiMap headers) {
        for (var name : List.copyOf(headers.names())) {
            var plain = name.toLowerCase(Locale.ROOT);
            if (ORIGIN_HEADERS.contains(plain) || plain.startsWith(CORS)) {
                headers.remove(name);
            }
        }
        headers.add("Content-Security-Policy", "sandbox");
        headers.set("X-Content-Type-Options", "nosniff");
    }
}
