package dev.agentkeys.access.authentication;

import dev.agentkeys.access.Digests;
import dev.agentkeys.access.provider.AuthProvider;
import dev.agentkeys.http.ApiKeyHeader;
import dev.agentkeys.http.BasicKey;
import dev.agentkeys.http.HopByHopHeaders;
import dev.agentkeys.keymaterial.Secret;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The credentials of a request. */
public final class Credentials {

    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "bearer ";
    private static final String API_KEY = "X-API-Key";
    private static final Set<String> USUAL = Set.of(AUTHORIZATION, API_KEY, "Cookie");
    /** The schemes whose credentials browsers keep and add by themselves. */
    private static final Set<String> OF_BROWSERS = Set.of("basic", "digest", "negotiate", "ntlm");
    /** The names of all usual headers, in lower case. */
    public static final Set<String> HEADERS = Set.of("x-agent-api-key", "authorization", "x-api-key", "cookie");

    /** Headers about this request's body and connection. The request to the auth provider has its own. */
    private static final Set<String> FRAMING = Set.of("accept-encoding", "content-length", "expect", "host");

    private final MultiMap headers;
    private final boolean knownToProvider;
    private String digest;

    /** @param knownToProvider whether the service asks an auth provider, which may identify callers by any header */
    public Credentials(HttpServerRequest request, boolean knownToProvider) {
        this.headers = request.headers();
        this.knownToProvider = knownToProvider;
    }

    /** Whether two credentials of one kind contradict each other. */
    boolean ambiguous() {
        return headers.getAll(ApiKeyHeader.NAME).size() > 1
                || headers.getAll(AUTHORIZATION).size() > 1;
    }

    /** An agent's own key. */
    Optional<Secret> agentKey() {
        return ApiKeyHeader.alone(headers);
    }

    /** A key in HTTP Basic, which may be an agent's own key. A key in {@code X-Agent-API-Key} has precedence. */
    Optional<BasicKey> basicKey() {
        return agentKey().isPresent() ? Optional.empty() : BasicKey.in(headers);
    }

    /** A bearer token (RFC 6750, section 2.1). */
    Optional<String> bearer() {
        return Optional.ofNullable(headers.get(AUTHORIZATION))
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()).strip());
    }

    /** Whether one of the usual headers holds a credential. An empty header does not. */
    boolean usual() {
        return agentKey().isPresent()
                || says(AUTHORIZATION)
                || knownToProvider && USUAL.stream().anyMatch(this::says);
    }

    /** Whether the request may have credentials at all. */
    boolean possible() {
        return knownToProvider || usual();
    }

    /**
     * Whether the request has only credentials that a browser adds by itself: cookies, a log-in of the browser, or what a
     * proxy derives from them.
     */
    public boolean ambient() {
        return basicKey().isPresent() && !says(API_KEY)
                || knownToProvider && agentKey().isEmpty() && !says(API_KEY) && !hasDeliberateAuthorization();
    }

    private boolean hasDeliberateAuthorization() {
        if (!says(AUTHORIZATION)) {
            return false;
        }
        var scheme = headers.get(AUTHORIZATION).strip().split("\\s", 2)[0];
        return !OF_BROWSERS.contains(scheme.toLowerCase(Locale.ROOT));
    }

    /** The headers for the auth provider: lower-case names, without hop-by-hop headers. */
    SortedMap<String, String> forAuthProvider() {
        var all = new TreeMap<String, String>();
        headers.forEach(header ->
                all.merge(header.getKey().toLowerCase(Locale.ROOT), header.getValue(), (a, b) -> a + ", " + b));
        all.keySet().removeAll(FRAMING);
        all.keySet().removeAll(HopByHopHeaders.in(headers));
        return all;
    }

    /** The digest under which the service counts failed attempts. */
    String digest() {
        if (digest == null) {
            digest = agentKey()
                    .map(key -> Digests.sha256Hex(key.reveal()))
                    .orElseGet(() -> Digests.sha256Hex(usual() ? usualText() : AuthProvider.text(forAuthProvider())));
        }
        return digest;
    }

    private String usualText() {
        return USUAL.stream().sorted().map(name -> headers.get(name) + "\n").collect(Collectors.joining());
    }

    private boolean says(String name) {
        var value = headers.get(name);
        return value != null && !value.isBlank();
    }
}
