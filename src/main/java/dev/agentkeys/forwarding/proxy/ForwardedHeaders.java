package dev.agentkeys.forwarding.proxy;

import dev.agentkeys.forwarding.ForwardRequest;
import dev.agentkeys.forwarding.authentication.Admission;
import dev.agentkeys.forwarding.authentication.Credential;
import dev.agentkeys.http.ApiKeyHeader;
import dev.agentkeys.http.BasicKey;
import dev.agentkeys.http.HopByHopHeaders;
import dev.agentkeys.http.RequestId;
import dev.agentkeys.keystore.CalledAgent;
import dev.agentkeys.keystore.FoundKey;
import dev.agentkeys.problem.ProblemException;
import dev.agentkeys.verification.IdentityHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides which headers pass between a caller and an agent, and which ones this service sets. */
final class ForwardedHeaders {

    /** Headers of the request that this service sets or obeys itself. */
    private static final Set<String> OWN = Set.of("host", "expect", "forwarded", "x-request-id");

    private static final String FORWARDED_PREFIX = "x-forwarded-";
    private static final String AUTHORIZATION = "authorization";
    private static final String CONTENT_LENGTH = "content-length";
    private static final String LOOP = "cdn-loop";

    private ForwardedHeaders() {}

    /**
     * Returns the headers for the agent. They hold the identity that this service has established, no identity that the
     * caller claims, and no credential for this service.
     *
     * @param managementHeaders the headers that hold credentials for the management API
     * @param loop marks the request as one that passed this service
     * @throws ProblemException if a header cannot be written: HTTP/2 allows some that HTTP/1 does not
     */
    static MultiMap toAgent(
            ForwardRequest incoming, Admission.Forward admission, Set<String> managementHeaders, LoopDetection loop) {
        var headers = HttpHeaders.headers();
        try {
            collect(incoming, admission, managementHeaders, headers);
            loop.mark(headers);
        } catch (IllegalArgumentException e) {
            // Does not pass on the message of the exception, which holds the header's value.
            throw ProblemException.badRequest("A header has no name, or characters that are not allowed.");
        }
        return headers;
    }

    private static void collect(
            ForwardRequest incoming, Admission.Forward admission, Set<String> managementHeaders, MultiMap headers) {
        var dropped = hopByHop(incoming.headers());
        usedHeaders(admission.credential(), managementHeaders).forEach(name -> dropped.add(plain(name)));
        incoming.headers().forEach((name, value) -> {
            requireName(name);
            var plain = plain(name);
            if (!dropped.contains(plain)
                    && !OWN.contains(plain)
                    && !plain.startsWith(FORWARDED_PREFIX)
                    && !plain.startsWith(IdentityHeaders.PREFIX)
                    && !(plain.equals(CONTENT_LENGTH) && !name.equalsIgnoreCase(CONTENT_LENGTH))
                    && !(plain.equals(AUTHORIZATION) && isKeyOf(admission.agent(), value))) {
                headers.add(name, value);
            }
        });
        var agent = admission.agent();
        IdentityHeaders.ofAgent(agent.id(), agent.name(), headers);
        keyOf(admission.credential()).ifPresent(key -> IdentityHeaders.ofKey(key.id(), key.name(), headers));
        setOrigin(incoming.request(), headers);
        headers.set("X-Forwarded-Prefix", ForwardRequest.PREFIX + agent.name());
        headers.set(RequestId.HEADER, RequestId.of(incoming.context()));
    }

    private static boolean isKeyOf(CalledAgent agent, String authorization) {
        return ApiKeyHeader.isKey(authorization)
                || BasicKey.in(authorization)
                        .filter(basic -> basic.mayBeOf(agent.name()))
                        .isPresent();
    }

    /**
     * Returns the headers that hold the credential. Headers with agent keys are not among them, because no agent ever
     * gets those. The management headers are only among them if a management credential authenticated the request.
     * Otherwise they may hold a credential for the agent itself.
     */
    private static Set<String> usedHeaders(Credential credential, Set<String> managementHeaders) {
        return credential.match(
                agentKey -> agentKey.basic() ? Set.of(AUTHORIZATION) : Set.of(),
                signature -> Set.of(),
                management -> managementHeaders);
    }

    private static Optional<FoundKey> keyOf(Credential credential) {
        return credential.match(
                agentKey -> Optional.of(agentKey.key()),
                signature -> Optional.of(signature.key()),
                management -> Optional.empty());
    }

    /**
     * Returns the headers for the caller: those of the agent, without hop-by-hop headers and the request id.
     *
     * @throws IllegalArgumentException if a header cannot be written
     */
    static MultiMap toCaller(MultiMap answer) {
        var headers = HttpHeaders.headers();
        var dropped = hopByHop(answer);
        for (var name : answer.names()) {
            requireName(name);
            if (!dropped.contains(plain(name)) && !name.equalsIgnoreCase(RequestId.HEADER)) {
                headers.set(name, answer.getAll(name));
            }
        }
        return headers;
    }

    /** Refuses a header without a name, which Vert.x would write. */
    private static void requireName(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A header has no name");
        }
    }

    /** Quarkus has applied the {@code X-Forwarded-} headers of trusted gateways already. */
    private static void setOrigin(HttpServerRequest request, MultiMap headers) {
        if (request.remoteAddress() != null) {
            headers.set("X-Forwarded-For", request.remoteAddress().hostAddress());
        }
        headers.set("X-Forwarded-Proto", request.scheme());
        if (request.authority() != null) {
            headers.set("X-Forwarded-Host", request.authority().toString());
        }
    }

    /** Normalizes a name as CGI and WSGI do: for their programs an underscore is the same as a hyphen. */
    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Set<String> hopByHop(MultiMap headers) {
        var names = HopByHopHeaders.in(headers).stream()
                .map(ForwardedHeaders::plain)
                .collect(Collectors.toCollection(HashSet::new));
        names.remove(CONTENT_LENGTH); // The agent needs it to find the end of the body.
        names.remove(LOOP); // Every service on the way must find its mark (RFC 8586, 2).
        return names;
    }
}
