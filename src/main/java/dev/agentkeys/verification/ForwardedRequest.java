package dev.agentkeys.verification;

import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.validation.DotSegments;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The request a gateway asks about, as far as its headers tell. */
final class ForwardedRequest {

    /** The name of no agent: theirs have at least one character. */
    private static final String NOBODY = "";

    private final HttpServerRequest request;
    private final String pathPrefix;

    /** @param pathPrefix the path of the endpoint; what follows it is the original path, with gateways that append it */
    ForwardedRequest(HttpServerRequest request, String pathPrefix) {
        this.request = request;
        this.pathPrefix = pathPrefix;
    }

    /** The key the caller presents. */
    Optional<Secret> key() {
        return PresentedKeys.in(request.headers());
    }

    /**
     * The agent the key must belong to: the one that the configured patterns find in the forwarded host or path, and
     * the one that the gateway names in its query. Whatever names none although it should, names one that owns no key.
     */
    ExpectedAgent agent(GatewayConfig config) {
        var id = queryParameter("agent_id");
        var name = queryParameter("agent_name");
        if (config.hostPattern().isEmpty() && config.pathPattern().isEmpty()) {
            return new ExpectedAgent(id, name);
        }
        var found = config.hostPattern()
                .flatMap(pattern -> agentIn(host(), pattern))
                .or(() -> config.pathPattern().flatMap(pattern -> agentIn(path(), pattern)));
        boolean contradictory = found.isEmpty() || name.isPresent() && !name.equals(found);
        return new ExpectedAgent(id, Optional.of(contradictory ? NOBODY : found.get()));
    }

    /** Where the original path follows the endpoint's, so does the original query: that is the caller's, not the gateway's. */
    private Optional<String> queryParameter(String name) {
        return request.path().length() > pathPrefix.length()
                ? Optional.empty()
                : Optional.ofNullable(request.getParam(name));
    }

    private String host() {
        var host = single("X-Forwarded-Host").or(() -> single("Host")).orElse("");
        return host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
    }

    private String path() {
        var path = single("X-Forwarded-Uri")
                .map(ForwardedRequest::withoutQuery)
                .orElseGet(() ->
                        request.path().startsWith(pathPrefix) ? request.path().substring(pathPrefix.length()) : "");
        // Whoever serves the request may resolve them, and then it is another agent's.
        return DotSegments.in(path) ? "" : path;
    }

    /** The header's value; of several, nobody knows which the gateway set. */
    private Optional<String> single(String header) {
        var values = request.headers().getAll(header);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.size() == 1 ? values.get(0) : "");
    }

    private static Optional<String> agentIn(String text, Pattern pattern) {
        var matcher = pattern.matcher(text);
        return matcher.matches() ? Optional.ofNullable(matcher.group("agent")) : Optional.empty();
    }

    private static String withoutQuery(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }
}
