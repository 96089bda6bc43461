package dev.agentkeys.http;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderValues.CHUNKED;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which requests of HTTP/1 are refused because of their head alone: those that Netty cannot decode, and those that a
 * proxy may read in another way than Netty does, so that one of the two takes a part of a body for a request.
 */
final class HeadRules {

    /** What RFC 3986 allows in a host and a port. */
    private static final Pattern HOST_AND_PORT = Pattern.compile("[\\w.~!$&'()*+,;=:\\[\\]%-]*");

    /** What the answer to a refused request says. */
    record Refusal(HttpResponseStatus status, String detail) {}

    private HeadRules() {}

    /** The refusal of a request; empty if it may be served. */
    static Optional<Refusal> check(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return Optional.of(undecodable(request.decoderResult().cause()));
        }
        return badHost(request).or(() -> badFraming(request)).map(HeadRules::badRequest);
    }

    /** The refusal of a body that cannot be decoded. */
    static Refusal badBody() {
        return badRequest("The body is not framed as HTTP/1.1 says.");
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

    private static Optional<String> badHost(HttpRequest request) {
        var hosts = request.headers().getAll(HOST);
        if (hosts.size() > 1 || hosts.isEmpty() && request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return Optional.of("Exactly one Host header is required.");
        }
        return hosts.isEmpty() || HOST_AND_PORT.matcher(hosts.get(0)).matches()
                ? Optional.empty()
                : Optional.of("The Host header is not a host and a port.");
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
        // Netty takes eight bytes for the body of a request with the headers of a draft of WebSocket.
        return codings.isEmpty() && !headers.contains(CONTENT_LENGTH) && HttpUtil.getContentLength(request, -1L) > 0
                ? Optional.of("A body needs Content-Length or Transfer-Encoding.")
                : Optional.empty();
    }

    private static Refusal badRequest(String detail) {
        return new Refusal(HttpResponseStatus.BAD_REQUEST, detail);
    }
}
