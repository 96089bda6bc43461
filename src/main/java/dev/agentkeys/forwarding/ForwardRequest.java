package dev.agentkeys.forwarding;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.forwarding.upstream.PathTraversal;
import dev.agentkeys.http.RequestBody;
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
 * A request to an agent.
 *
 * @param path the path after the agent's name and a slash, not decoded
 * @param query the query, not decoded, or null
 */
public record ForwardRequest(RoutingContext context, String agentName, String path, String query) {

    public static final String PREFIX = "/agents/forward/name/";

    private static final Pattern FORM =
            Pattern.compile("\\s*application/x-www-form-urlencoded\\s*(?:;.*)?", Pattern.CASE_INSENSITIVE);

    /**
     * The fragment sign, and all characters except the visible ones of ASCII. HTTP/2 can carry any character, and the
     * agent would get wrong bytes for characters outside of ASCII. Some agents would end the path at a fragment sign.
     */
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^!-~]|#");

    /**
     * Reads the request; empty if its path names no agent.
     *
     * @throws ProblemException if the path has characters that are not allowed, or leads out of the agent's URL
     */
    public static Optional<ForwardRequest> of(RoutingContext context) {
        if (NOT_ALLOWED.matcher(context.request().uri()).find()) {
            throw ProblemException.badRequest("The path or query has characters that are not allowed.");
        }
        var path = context.request().path();
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
                        context, name, below, context.request().query()));
    }

    public HttpServerRequest request() {
        return context.request();
    }

    public MultiMap headers() {
        return context.request().headers();
    }

    /** The value of a header, if it is there and not blank. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers().get(name)).filter(value -> !value.isBlank());
    }

    /** Whether one of these headers is there and not blank. */
    public boolean hasAny(Set<String> names) {
        return names.stream().anyMatch(name -> header(name).isPresent());
    }

    /**
     * Whether the body is a form. A body of any other type is read as JSON.
     *
     * @throws ProblemException if the request has two content types: the agent may read the other one
     */
    public boolean isForm() {
        var types = headers().getAll(HttpHeaders.CONTENT_TYPE);
        if (types.size() > 1) {
            throw ProblemException.badRequest("The content type is given more than once.");
        }
        return !types.isEmpty() && FORM.matcher(types.get(0)).matches();
    }

    /** Whether the request has a body, or may have one. */
    public boolean hasBody() {
        return RequestBody.of(context).isAnnounced();
    }

    /** Answers {@code Expect: 100-continue}: the caller may send the body. */
    public void requestBody() {
        if ("100-continue".equalsIgnoreCase(headers().get(HttpHeaders.EXPECT))) {
            context.response().writeContinue();
        }
    }

    /** Decodes a segment of a path, where a plus does not mean a space. */
    private static Optional<String> decode(String segment) {
        try {
            return Optional.of(URLDecoder.decode(segment.replace("+", "%2B"), UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
