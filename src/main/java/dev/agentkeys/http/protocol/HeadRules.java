package dev.agentkeys.http.protocol;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderValues.CHUNKED;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.net.impl.HostAndPortImpl;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Refuses requests because of their head alone: those that Netty cannot decode or Vert.x cannot serve, and those that a
 * proxy in front may read differently. If a proxy and this service disagree where a request ends, one of them takes a part
 * of a body for a request.
 */
final class HeadRules {

    /** The characters that RFC 3986 allows in a host and a port. */
    private static final Pattern HOST_AND_PORT = Pattern.compile("[\\w.~!$&'()*+,;=:\\[\\]%-]*");

    private static final Pattern TOKEN = Pattern.compile("[\\w!#$%&'*+.^`|~-]+");
    private static final String NOT_A_HOST = " is not a host and a port.";

    /** The answer to a refused request. */
    record Refusal(HttpResponseStatus status, String detail) {}

    private static final Refusal TUNNEL =
            new Refusal(HttpResponseStatus.NOT_IMPLEMENTED, "CONNECT is not served here.");
    private static final Refusal UNKNOWN_VERSION = new Refusal(
            HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "Only HTTP/1.0, HTTP/1.1 and HTTP/2 are served.");

    private HeadRules() {}

    /** The refusal of a request of HTTP/1; empty if it may be served. */
    static Optional<Refusal> check(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return Optional.of(undecodable(request.decoderResult().cause()));
        }
        if (!isServed(request.protocolVersion())) {
            return Optional.of(UNKNOWN_VERSION);
        }
        return badHost(request)
                .or(() -> badNames(request))
                .or(() -> badFraming(request))
                .or(() -> badTarget(request))
                .map(HeadRules::badRequest)
                .or(() -> HttpMethod.CONNECT.equals(request.method()) ? Optional.of(TUNNEL) : Optional.empty());
    }

    /** The refusal of a request of HTTP/2; empty if it may be served, or if Vert.x resets its stream. */
    static Optional<Refusal> check(Http2Headers head) {
        if (head.method() == null) {
            return Optional.empty();
        }
        if (HttpMethod.CONNECT.name().contentEquals(head.method())) {
            return Optional.of(TUNNEL);
        }
        if (head.path() == null || head.scheme() == null) {
            return Optional.empty();
        }
        return badMethodOrScheme(head)
                .or(() -> badAuthority(head))
                .or(() -> badTarget(head))
                .map(HeadRules::badRequest);
    }

    /** The refusal of a body that cannot be decoded. */
    static Refusal badBody(Throwable cause) {
        return badRequest(
                cause instanceof TooManyChunksException
                        ? cause.getMessage()
                        : "The body is not framed as HTTP/1.1 says.");
    }

    private static Refusal undecodable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Refusal(HttpResponseStatus.REQUEST_URI_TOO_LONG, "The request line is too long.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Refusal(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too large.");
        }
        return badRequest("The request is not valid HTTP/1.1.");
    }

    /** Vert.x serves only these two objects, and no other object with the same version. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isServed(HttpVersion version) {
        return version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
    }

    private static Optional<String> badHost(HttpRequest request) {
        var hosts = request.headers().getAll(HOST);
        if (hosts.size() > 1 || hosts.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return Optional.of("Exactly one Host header is required.");
        }
        return hosts.isEmpty() || isHostAndPort(hosts.get(0))
                ? Optional.empty()
                : Optional.of("The Host header" + NOT_A_HOST);
    }

    private static Optional<String> badAuthority(Http2Headers head) {
        var hosts = head.getAll(HOST);
        var authority = head.authority() == null
                ? Optional.<String>empty()
                : Optional.of(head.authority().toString());
        if (hosts.size() > 1 || hosts.isEmpty() && authority.isEmpty()) {
            return Optional.of("Exactly one :authority or Host header is required.");
        }
        var host = authority.orElseGet(() -> hosts.get(0).toString());
        if (host.isEmpty() || !isHostAndPort(host)) {
            return Optional.of("The authority" + NOT_A_HOST);
        }
        return hosts.isEmpty() || host.contentEquals(hosts.get(0))
                ? Optional.empty()
                : Optional.of("The Host header differs from the authority.");
    }

    private static boolean isHostAndPort(String text) {
        return HOST_AND_PORT.matcher(text).matches() && HostAndPortImpl.isValidAuthority(text);
    }

    private static Optional<String> badNames(HttpRequest request) {
        return request.headers().contains("") ? Optional.of("A header has no name.") : Optional.empty();
    }

    private static Optional<String> badTarget(HttpRequest request) {
        var target = request.uri();
        return RequestTarget.fault(target)
                .or(() -> RequestTarget.isAbsolute(target)
                                && RequestTarget.below(request.headers().get(HOST, ""), target)
                                        .isEmpty()
                        ? Optional.of("The request target does not name the host of the Host header.")
                        : Optional.empty());
    }

    private static Optional<String> badTarget(Http2Headers head) {
        var target = head.path().toString();
        return RequestTarget.fault(target)
                .or(() -> RequestTarget.isAbsolute(target)
                        ? Optional.of("The path must begin with a slash.")
                        : Optional.empty());
    }

    private static Optional<String> badMethodOrScheme(Http2Headers head) {
        if (!TOKEN.matcher(head.method()).matches()) {
            return Optional.of("The method has characters that are not allowed.");
        }
        return "http".contentEquals(head.scheme()) || "https".contentEquals(head.scheme())
                ? Optional.empty()
                : Optional.of("The scheme must be http or https.");
    }

    private static Optional<String> badFraming(HttpRequest request) {
        var headers = request.headers();
        var codings = headers.getAll(TRANSFER_ENCODING);
        if (!codings.isEmpty() && headers.contains(CONTENT_LENGTH)) {
            return Optional.of("Content-Length and Transfer-Encoding exclude each other.");
        }
        if (codings.size() > 1
                || codings.size() == 1
                        && !CHUNKED.contentEqualsIgnoreCase(codings.get(0).strip())) {
            return Optional.of("The only known transfer coding is chunked.");
        }
        // Netty reads a body of eight bytes if a request has the headers of a WebSocket draft.
        return codings.isEmpty() && !headers.contains(CONTENT_LENGTH) && HttpUtil.getContentLength(request, -1L) > 0
                ? Optional.of("A body needs Content-Length or Transfer-Encoding.")
                : Optional.empty();
    }

    private static Refusal badRequest(String detail) {
        return new Refusal(HttpResponseStatus.BAD_REQUEST, detail);
    }
}
