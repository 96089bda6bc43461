package dev.agentkeys.verification.forwardauth;

import dev.agentkeys.http.ApiKeyHeader;
import dev.agentkeys.http.BasicKey;
import dev.agentkeys.http.DotSegments;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.verification.ExpectedAgent;
import dev.agentkeys.verification.VerifiedKey;
import dev.agentkeys.verification.forwardauth.UnclearAgentException.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A request of a gateway, which describes the request of a caller in its headers.
 *
 * @param uri the target of the gateway's request, as it came
 * @param parameters the query of the gateway's request; it may be the caller's query, which is not even parsed
 * @param authority the host of the gateway's request, if it is not in a header
 */
record ForwardAuthRequest(String uri, Supplier<MultiMap> parameters, MultiMap headers, Optional<String> authority) {

    /** The path of the endpoint; gateways that append the original path append it to this. */
    static final String ENDPOINT = "/agent_api_keys/authorize";

    private static final String ANY_AGENT = "any_agent";

    static ForwardAuthRequest of(HttpServerRequest request) {
        // HTTP/2 sends the host in a pseudo-header.
        var authority = request.version() == HttpVersion.HTTP_2 && request.authority() != null
                ? Optional.of(request.authority().host())
                : Optional.<String>empty();
        return new ForwardAuthRequest(request.uri(), request::params, request.headers(), authority);
    }

    /** Whether a request is for this endpoint. Its path may be spelt in a way that {@link #agent} refuses. */
    static boolean isForwardAuth(String uri, Supplier<String> normalizedPath) {
        return isBelowEndpoint(uri) || (normalizedPath.get() + "/").startsWith(ENDPOINT + "/");
    }

    /** The key the caller presents. */
    Optional<Secret> key() {
        return ApiKeyHeader.in(headers).or(() -> BasicKey.in(headers).map(BasicKey::key));
    }

    /** Whether the user of HTTP Basic is the agent that the key belongs to. True if the key comes in another way. */
    boolean isPresentedFor(VerifiedKey key) {
        return ApiKeyHeader.in(headers).isPresent()
                || BasicKey.in(headers)
                        .map(basic -> basic.isOf(key.agentId(), key.agentName()))
                        .orElse(true);
    }

    /**
     * The agent that the key must belong to. Every configured pattern must find it, and the gateway's query must name
     * no other. Any agent is accepted only if the query or the configuration says so.
     *
     * @throws UnclearAgentException if it is not clear which agent is meant
     */
    ExpectedAgent agent(ForwardAuthConfig config) {
        var asked = inQuery();
        var found = byPatterns(config);
        if (found.isPresent()) {
            require(!asked.any(), Reason.QUERY_IS_UNCLEAR);
            require(asked.agent().name().map(found.get()::equals).orElse(true), Reason.AGENTS_DISAGREE);
            return new ExpectedAgent(asked.agent().id(), found);
        }
        if (!asked.any() && !asked.agent().isNamed() && !config.anyAgent()) {
            throw new UnclearAgentException(
                    isBelowEndpoint(uri) ? Reason.NO_PATTERN_OR_ANY_AGENT_SETTING : Reason.QUERY_NAMES_NO_AGENT);
        }
        return asked.agent();
    }

    /** The agent in the gateway's query, and whether the query accepts any agent. */
    private record Asked(ExpectedAgent agent, boolean any) {}

    /** If the gateway appends the original path, the query is the caller's, and must not choose the agent. */
    private Asked inQuery() {
        if (isBelowEndpoint(uri)) {
            return new Asked(ExpectedAgent.ANY, false);
        }
        require(uri.equals(ENDPOINT) || uri.startsWith(ENDPOINT + "?"), Reason.PATH_IS_SPELT_DIFFERENTLY);
        var agent = ExpectedAgent.of(parameter("agent_id"), parameter("agent_name"));
        var any = parameter(ANY_AGENT);
        require(any.isEmpty() || any.get().equals("true") && !agent.isNamed(), Reason.QUERY_IS_UNCLEAR);
        return new Asked(agent, any.isPresent());
    }

    private static boolean isBelowEndpoint(String uri) {
        return uri.startsWith(ENDPOINT + "/");
    }

    private Optional<String> parameter(String name) {
        var values = decoded().getAll(name);
        require(values.size() <= 1 && !values.contains(""), Reason.QUERY_IS_UNCLEAR);
        return values.stream().findFirst();
    }

    private MultiMap decoded() {
        try {
            return parameters.get();
        } catch (IllegalArgumentException e) {
            throw new UnclearAgentException(Reason.QUERY_IS_UNCLEAR);
        }
    }

    /** All patterns must find the same agent: the gateway may route by the host or by the path. */
    private Optional<String> byPatterns(ForwardAuthConfig config) {
        var byHost = config.hostPattern().map(pattern -> agentIn(host(), pattern));
        var byPath = config.pathPattern().map(pattern -> agentIn(path(), pattern));
        require(byHost.isEmpty() || byPath.isEmpty() || byHost.equals(byPath), Reason.AGENTS_DISAGREE);
        return byHost.or(() -> byPath);
    }

    private String host() {
        var host = single("X-Forwarded-Host").or(() -> authority).or(() -> single("Host"));
        return host.orElse("").replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
    }

    /**
     * The original path, which the gateway appends or sends in a header. If both are there, they must agree, because
     * the caller may have sent one.
     */
    private String path() {
        var inHeader = single("X-Forwarded-Uri").map(ForwardAuthRequest::withoutQuery);
        var appended = Optional.of(withoutQuery(uri))
                .filter(ForwardAuthRequest::isBelowEndpoint)
                .map(own -> own.substring(ENDPOINT.length()));
        require(inHeader.isEmpty() || appended.isEmpty() || inHeader.equals(appended), Reason.AGENTS_DISAGREE);
        var path = inHeader.or(() -> appended).orElse("");
        // The server behind the gateway may resolve dot segments, and then serve the path of another agent.
        return DotSegments.in(path) ? "" : path;
    }

    /** The header's value; empty text if there are several, because the caller may have sent one of them. */
    private Optional<String> single(String header) {
        var values = headers.getAll(header);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.size() == 1 ? values.get(0) : "");
    }

    private static String agentIn(String text, Pattern pattern) {
        var matcher = pattern.matcher(text);
        var agent = matcher.matches() ? matcher.group("agent") : null;
        require(agent != null && !agent.isEmpty(), Reason.PATTERN_DOES_NOT_MATCH);
        return agent;
    }

    private static String withoutQuery(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static void require(boolean clear, Reason otherwise) {
        if (!clear) {
            throw new UnclearAgentException(otherwise);
        }
    }
}
