package dev.agentkeys.ingress;

import dev.agentkeys.access.Callers;
import dev.agentkeys.verification.CalledAgent;
import dev.agentkeys.verification.IdentityHeaders;
import dev.agentkeys.verification.PresentedKeys;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Which headers pass between a caller and an agent, and which are said anew. */
final class ForwardedHeaders {

    /** Those between two neighbours (RFC 9110, 7.6.1), and the framing of messages, which each connection has its own of. */
    private static final Set<String> HOP_BY_HOP = Set.of(
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

    /** Said by this service, or obeyed by it. */
    private static final Set<String> SAID_ANEW = Set.of("host", "expect", "forwarded");

    private static final String FORWARDED_PREFIX = "x-forwarded-";
    private static final String AUTHORIZATION = "authorization";

    private ForwardedHeaders() {}

    /** Writes what the agent is told: no key, nobody's word for who calls, and what this service knows itself. */
    static void toAgent(Incoming incoming, CalledAgent agent, MultiMap told) {
        var dropped = namedByConnection(incoming.headers());
        if (agent.key().isEmpty()) {
            // Then it was a credential of this service's own API that let the caller in: no agent may have it.
            dropped.addAll(Callers.CREDENTIAL_HEADERS);
        }
        incoming.headers().forEach((name, value) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (passes(lower, dropped)
                    && !SAID_ANEW.contains(lower)
                    && !lower.startsWith(FORWARDED_PREFIX)
                    && !lower.startsWith(IdentityHeaders.PREFIX)
                    && !(lower.equals(AUTHORIZATION) && PresentedKeys.isKey(value))) {
                told.add(name, value);
            }
        });
        agent.key()
                .ifPresentOrElse(
                        key -> IdentityHeaders.ofKey(key, told),
                        () -> IdentityHeaders.ofAgent(agent.id(), agent.name(), told));
        tellOrigin(incoming.request(), told);
        told.set("X-Forwarded-Prefix", Incoming.PREFIX + agent.name());
    }

    /** Writes what the caller is told: all the agent said, in the place of what was there. */
    static void toCaller(MultiMap said, MultiMap told) {
        var dropped = namedByConnection(said);
        for (var name : said.names()) {
            if (passes(name.toLowerCase(Locale.ROOT), dropped)) {
                told.set(name, said.getAll(name));
            }
        }
    }

    /** As Quarkus sees it: of a gateway's own headers it believes those of gateways it was told to trust. */
    private static void tellOrigin(HttpServerRequest request, MultiMap told) {
        if (request.remoteAddress() != null) {
            told.set("X-Forwarded-For", request.remoteAddress().hostAddress());
        }
        told.set("X-Forwarded-Proto", request.scheme());
        if (request.authority() != null) {
            told.set("X-Forwarded-Host", request.authority().toString());
        }
    }

    private static boolean passes(String lowerName, Set<String> dropped) {
        return !HOP_BY_HOP.contains(lowerName) && !dropped.contains(lowerName);
    }

    private static Set<String> namedByConnection(MultiMap headers) {
        var names = new HashSet<String>();
        for (var value : headers.getAll("Connection")) {
            Arrays.stream(value.split(","))
                    .forEach(name -> names.add(name.strip().toLowerCase(Locale.ROOT)));
        }
        names.remove("content-length"); // Without it nobody knew where the body ends.
        return names;
    }
}
