package dev.agentkeys.forwarding;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.forwarding.body.RequestBody;
import dev.agentkeys.forwarding.upstream.PathTraversal;
import dev.agentkeys.problem.ProblemException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A request to an agent, as it came.
 *
 * @param path what follows the agent's name and a slash, not decoded
 * @param query what follows the question mark, not decoded, or null
 */
public record ForwardRequest(RoutingContext exchange, String agentName, String path, String query) {

    public static final String PREFIX = "/agents/forward/name/";

    private static final Pattern FORM =
            Pattern.compile("\\s*application/x-www-form-urlencoded\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE);

    /**
     * All but the visible characters of ASCII: HTTP/2 could write any, and what is no ASCII would reach the agent as
     * other bytes. A fragment is none of a server's business, some would take it for the end.
     */
    private static final Pattern IMPOSSIBLE = Pattern.compile("[^!-~]|#");

    /**
     * Reads the request; empty if its path is none of an agent.
     *
     * @throws ProblemException if the path would lead out of what the agent serves, or is none at all
     */
    public static Optional<ForwardRequest> of(RoutingContext exchange) {
        if (IMPOSSIBLE.matcher(exchange.request().uri()).find()) {
            throw ProblemException.badRequest("The path or query has characters that are not allowed.");
        }
        var path = exchange.request().path();
        int end = path.startsWith(PREFIX) ? path.indexOf('/', PREFIX.length()) : -1;
        if (end <= PREFIX.length()) {
            return Optional.empty();
        }
        var below = path.substring(end + 1);
        if (PathTraversal.leavesBase(below)) {
            throw ProblemException.badRequest("The path must not leave that of the agent.");
        }
        return decode(path.substring(PREFIX.length(), end))
                .map(name -> new ForwardRequest(
                        exchange, name, below, exchange.request().query()));
    }

    public HttpServerRequest request() {
        return exchange.request();
    }

    public MultiMap headers() {
        return exchange.request().headers();
    }

    /** The value of a header, if there is one that says something. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers().get(name)).filter(value -> !value.isBlank());
    }

    /** Whether one of those headers says something. */
    public boolean hasAny(Set<String> names) {
        return names.stream().anyMatch(name -> header(name).isPresent());
    }

    /**
     * Whether its body is a form. A body of any other type is read as JSON.
     *
     * @throws ProblemException if the type is given twice: the agent may read the body as the other one
     */
    public boolean isForm() {
        var types = headers().getAll(HttpHeaders.CONTENT_TYPE);
        if (types.size() > 1) {
            throw ProblemException.badRequest("The content type is given more than once.");
        }
        return !types.isEmpty() && FORM.matcher(types.get(0)).matches();
    }

    /** Whether a body comes, or may come. */
    public boolean hasBody() {
        return RequestBody.of(exchange).isAnnounced();
    }

    /** Tells a caller that waits for a sign to send its body that it is welcome. */
    public void welcomeBody() {
        if ("100-continue".equalsIgnoreCase(headers().get(HttpHeaders.EXPECT))) {
            exchange.response().writeContinue();
        }
    }

    /** In a path a plus is a plus. */
    private static Optional<String> decode(String segment) {
        try {
            return Optional.of(URLDecoder.decode(segment.replace("+", "%2B"), UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
