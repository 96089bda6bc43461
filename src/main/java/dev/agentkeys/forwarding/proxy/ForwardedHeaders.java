package dev.agentkeys.forwarding.proxy;

import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.http.ApiKeyHeader;
import dev.agentkeys.http.RequestId;
import dev.agentkeys.keystore.CalledAgent;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.verification.IdentityHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
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
    private static final Set<String> SAID_ANEW = Set.of("host", "expect", "forwarded", "x-request-id");

    private static final String FORWARDED_PREFIX = "x-forwarded-";
    private static final String AUTHORIZATION = "authorization";
    private static final String CONTENT_LENGTH = "content-length";
    private static final String LOOP = "cdn-loop";

    private ForwardedHeaders() {}

    /**
     * What the agent is told: no key, nobody's word for who calls, and what this service knows itself.
     *
     * @param credentials the headers that credentials of this service's own API come in
     * @param loop the mark of a request that came through here
     * @throws ProblemException if a header cannot be written; HTTP/2 brings some that HTTP/1 has no way to say
     */
    static MultiMap toAgent(ForwardRequest incoming, CalledAgent agent, Set<String> credentials, LoopDetection loop) {
        var told = HttpHeaders.headers();
        try {
            tellAgent(incoming, agent, credentials, told);
            loop.mark(told);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(
                    "A header has no name, or characters that are not allowed."); // Its words have the value.
        }
        return told;
    }

    private static void tellAgent(ForwardRequest incoming, CalledAgent agent, Set<String> credentials, MultiMap told) {
        var dropped = namedByConnection(incoming.headers());
        if (agent.key().isEmpty()) {
            // Then it was one of these that let the caller in: no agent may have it.
            credentials.forEach(name -> dropped.add(plain(name)));
        }
        incoming.headers().forEach((name, value) -> {
            requireName(name);
            var plain = plain(name);
            if (passes(plain, dropped)
                    && !SAID_ANEW.contains(plain)
                    && !plain.startsWith(FORWARDED_PREFIX)
                    && !plain.startsWith(IdentityHeaders.PREFIX)
                    && !(plain.equals(CONTENT_LENGTH) && !name.equalsIgnoreCase(CONTENT_LENGTH))
                    && !(plain.equals(AUTHORIZATION) && ApiKeyHeader.isKey(value))) {
                told.add(name, value);
            }
        });
        IdentityHeaders.ofAgent(agent.id(), agent.name(), told);
        agent.key().ifPresent(key -> IdentityHeaders.ofKey(key.id(), key.name(), told));
        tellOrigin(incoming.request(), told);
        told.set("X-Forwarded-Prefix", ForwardRequest.PREFIX + agent.name());
        told.set(RequestId.HEADER, RequestId.of(incoming.exchange()));
    }

    /**
     * What the caller is told: all the agent said, but what is this service's to say.
     *
     * @throws IllegalArgumentException if a header cannot be written
     */
    static MultiMap toCaller(MultiMap said) {
        var told = HttpHeaders.headers();
        var dropped = namedByConnection(said);
        for (var name : said.names()) {
            requireName(name);
            if (passes(plain(name), dropped) && !name.equalsIgnoreCase(RequestId.HEADER)) {
                told.set(name, said.getAll(name));
            }
        }
        return told;
    }

    /** Vert.x writes one that has no name. */
    private static void requireName(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A header has no name");
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

    /** As servers that tell CGI or WSGI programs of headers write it: those cannot tell an underscore from a hyphen. */
    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean passes(String plainName, Set<String> dropped) {
        return !HOP_BY_HOP.contains(plainName) && !dropped.contains(plainName);
    }

    private static Set<String> namedByConnection(MultiMap headers) {
        var names = new HashSet<String>();
        for (var value : headers.getAll("Connection")) {
            Arrays.stream(value.split(",")).forEach(name -> names.add(plain(name)));
        }
        names.remove(CONTENT_LENGTH); // Without it nobody knew where the body ends.
        names.remove(LOOP); // Every service on the way must find the mark it left (RFC 8586, 2).
        return names;
    }
}
