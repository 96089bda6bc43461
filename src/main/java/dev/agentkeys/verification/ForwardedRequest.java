package dev.agentkeys.verification;

import dev.agentkeys.keymaterial.Secret;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The request a gateway asks about, as far as its headers tell. */
final class ForwardedRequest {

    private static final String SCHEME = "agentkey ";

    private final HttpServerRequest request;
    private final String pathPrefix;

    /** @param pathPrefix the path of the endpoint; what follows it is the original path, with gateways that append it */
    ForwardedRequest(HttpServerRequest request, String pathPrefix) {
        this.request = request;
        this.pathPrefix = pathPrefix;
    }

    /** The key the caller presents: in its own header, else as credentials of the scheme {@code AgentKey}. */
    Optional<Secret> key() {
        var own = request.getHeader("X-Agent-API-Key");
        return own != null ? present(own) : present(credentials(request.getHeader("Authorization")));
    }

    /**
     * The agent the key must belong to: the one the query names, else the one that the configured patterns find in the
     * forwarded host or path. Whatever names none although it should, names one that owns no key.
     */
    ExpectedAgent agent(GatewayConfig config) {
        var id = Optional.ofNullable(request.getParam("agent_id"));
        var name = Optional.ofNullable(request.getParam("agent_name"));
        if (id.isPresent() || name.isPresent()) {
            return new ExpectedAgent(id, name);
        }
        if (config.hostPattern().isEmpty() && config.pathPattern().isEmpty()) {
            return ExpectedAgent.ANY;
        }
        return config.hostPattern()
                .flatMap(pattern -> agentIn(host(), pattern))
                .or(() -> config.pathPattern().flatMap(pattern -> agentIn(path(), pattern)))
                .map(ExpectedAgent::named)
                .orElseGet(() -> ExpectedAgent.named(""));
    }

    private String host() {
        var forwarded = request.getHeader("X-Forwarded-Host");
        var host = forwarded != null ? forwarded : request.getHeader("Host");
        return host == null ? "" : host.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
    }

    private String path() {
        for (var header : new String[] {"X-Forwarded-Uri", "X-Original-URI"}) {
            var uri = request.getHeader(header);
            if (uri != null) {
                return withoutQuery(uri);
            }
        }
        return request.path().substring(pathPrefix.length());
    }

    private static Optional<String> agentIn(String text, Pattern pattern) {
        var matcher = pattern.matcher(text);
        return matcher.matches() ? Optional.ofNullable(matcher.group("agent")) : Optional.empty();
    }

    private static String withoutQuery(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static String credentials(String authorization) {
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                ? authorization.substring(SCHEME.length())
                : "";
    }

    private static Optional<Secret> present(String key) {
        var stripped = key.strip();
        return stripped.isEmpty() ? Optional.empty() : Optional.of(Secret.of(stripped));
    }
}
