package dev.agentkeys.verification;

import dev.agentkeys.http.ApiKeyHeader;
import dev.agentkeys.http.DotSegments;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.verification.UnclearQuestion.Reason;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The request a gateway asks about, as far as its headers tell.
 *
 * @param uri the target of the gateway's own request, as it came
 * @param parameters those of its query, which may be the caller's and then are not even parsed
 * @param authority the host of the gateway's own request, where no header says it
 */
record ForwardAuthRequest(String uri, Supplier<MultiMap> parameters, MultiMap headers, Optional<String> authority) {

    /** The path of the endpoint; gateways that append the original path append it to this. */
    static final String ENDPOINT = "/agent_api_keys/authorize";

    private static final String ANY_AGENT = "any_agent";

    static ForwardAuthRequest of(HttpServerRequest request) {
        // HTTP/2 says it in a field that is no header.
        var authority = request.version() == HttpVersion.HTTP_2 && request.authority() != null
                ? Optional.of(request.authority().host())
                : Optional.<String>empty();
        return new ForwardAuthRequest(request.uri(), request::params, request.headers(), authority);
    }

    /** Whether the target is that of a question; the path may be spelt in a way that has to be refused. */
    static boolean isQuestion(String uri, Supplier<String> normalizedPath) {
        return isBelowEndpoint(uri) || (normalizedPath.get() + "/").startsWith(ENDPOINT + "/");
    }

    /** The key the caller presents. */
    Optional<Secret> key() {
        return ApiKeyHeader.in(headers);
    }

    /**
     * The agent the key must belong to: the one that every configured pattern finds, and that the gateway's query names.
     * Any agent will do only where the query or the configuration says so.
     *
     * @throws UnclearQuestion if it is not clear which agent is meant
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
            throw new UnclearQuestion(
                    isBelowEndpoint(uri) ? Reason.NO_PATTERN_OR_ANY_AGENT_SETTING : Reason.QUERY_NAMES_NO_AGENT);
        }
        return asked.agent();
    }

    /** What the gateway's own query says. */
    private record Asked(ExpectedAgent agent, boolean any) {}

    /** Behind an original path there is the original query, which is the caller's: it must not choose the agent. */
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
            throw new UnclearQuestion(Reason.QUERY_IS_UNCLEAR);
        }
    }

    /** Whichever pattern the gateway's own routing follows, the agent is the right one: all must find the same. */
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

    /** A gateway may append the original path, or send it in a header: what it does not send is the caller's. */
    private String path() {
        var inHeader = single("X-Forwarded-Uri").map(ForwardAuthRequest::withoutQuery);
        var appended = Optional.of(withoutQuery(uri))
                .filter(ForwardAuthRequest::isBelowEndpoint)
                .map(own -> own.substring(ENDPOINT.length()));
        require(inHeader.isEmpty() || appended.isEmpty() || inHeader.equals(appended), Reason.AGENTS_DISAGREE);
        var path = inHeader.or(() -> appended).orElse("");
        // The server behind the gateway may resolve them, and then the path is another agent's.
        return DotSegments.in(path) ? "" : path;
    }

    /** The header's value; of several it is not known which the gateway set. */
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
            throw new UnclearQuestion(otherwise);
        }
    }
}
