package dev.agentkeys.access.authentication;

import dev.agentkeys.access.Digests;
import dev.agentkeys.access.provider.AuthProvider;
import dev.agentkeys.http.ApiKeyHeader;
import dev.agentkeys.http.HopByHopHeaders;
import dev.agentkeys.keymaterial.Secret;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a request brings along to prove who sends it. */
public final class Credentials {

    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "bearer ";
    private static final String API_KEY = "X-API-Key";
    private static final Set<String> USUAL = Set.of(AUTHORIZATION, API_KEY, "Cookie");
    /** The schemes whose credentials browsers keep, and send of their own accord. */
    private static final Set<String> OF_BROWSERS = Set.of("basic", "digest", "negotiate", "ntlm");
    /** The names of all headers that they come in, in small letters. */
    public static final Set<String> HEADERS = Set.of("x-agent-api-key", "authorization", "x-api-key", "cookie");

    /** The headers of this request's own body and connection; the request to the auth provider has its own. */
    private static final Set<String> FRAMING = Set.of("accept-encoding", "content-length", "expect", "host");

    private final MultiMap headers;
    private final boolean knownToProvider;
    private String digest;

    /** @param knownToProvider whether an auth provider is asked, which may understand what nobody else does */
    public Credentials(HttpServerRequest request, boolean knownToProvider) {
        this.headers = request.headers();
        this.knownToProvider = knownToProvider;
    }

    /** Whether two of a kind contradict each other, so that nobody knows which one counts. */
    boolean ambiguous() {
        return headers.getAll(ApiKeyHeader.NAME).size() > 1
                || headers.getAll(AUTHORIZATION).size() > 1;
    }

    /** An agent's own key. */
    Optional<Secret> agentKey() {
        return ApiKeyHeader.alone(headers);
    }

    /** A bearer token (RFC 6750, section 2.1). */
    Optional<String> bearer() {
        return Optional.ofNullable(headers.get(AUTHORIZATION))
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()).strip());
    }

    /** Whether there is one of those that credentials usually come in. A header that says nothing is none. */
    boolean usual() {
        return agentKey().isPresent()
                || says(AUTHORIZATION)
                || knownToProvider && USUAL.stream().anyMatch(this::says);
    }

    /** Whether there may be any at all. */
    boolean possible() {
        return knownToProvider || usual();
    }

    /**
     * Whether nothing tells who calls but what a browser sends of its own accord: cookies, a log-in of the browser, or
     * what a proxy makes of those.
     */
    public boolean ambient() {
        return knownToProvider && agentKey().isEmpty() && !says(API_KEY) && !hasDeliberateAuthorization();
    }

    private boolean hasDeliberateAuthorization() {
        if (!says(AUTHORIZATION)) {
            return false;
        }
        var scheme = headers.get(AUTHORIZATION).strip().split("\\s", 2)[0];
        return !OF_BROWSERS.contains(scheme.toLowerCase(Locale.ROOT));
    }

    /** What is known of the caller as a whole, for the auth provider: lower-case names, without what is of this hop. */
    TreeMap<String, String> forAuthProvider() {
        var all = new TreeMap<String, String>();
        headers.forEach(header ->
                all.merge(header.getKey().toLowerCase(Locale.ROOT), header.getValue(), (a, b) -> a + ", " + b));
        all.keySet().removeAll(FRAMING);
        all.keySet().removeAll(HopByHopHeaders.in(headers));
        return all;
    }

    /** What stands for them where attempts are counted. */
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
