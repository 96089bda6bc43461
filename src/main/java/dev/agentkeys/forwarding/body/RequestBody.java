package dev.agentkeys.forwarding.body;

import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * Whether a request has a body, and what becomes of one that is not read to its end: it may come for a while, so that its
 * caller gets to read the answer. Over HTTP/1 {@code dev.agentkeys.http} sees to that.
 */
public final class RequestBody {

    private static final String KEY = RequestBody.class.getName();
    /** Of RFC 9113, section 7: there is an answer, and no need for the rest. */
    private static final long NO_ERROR = 0;

    private final RoutingContext exchange;
    private final boolean announced;

    private RequestBody(RoutingContext exchange) {
        this.exchange = exchange;
        this.announced = isAnnounced(exchange.request());
    }

    /** Keeps the body from coming until it is read; must be called before anything of it can have come. */
    public static void hold(RoutingContext exchange) {
        exchange.request().pause();
        exchange.put(KEY, new RequestBody(exchange));
    }

    /** That of a request whose body is held. */
    public static RequestBody of(RoutingContext exchange) {
        return exchange.get(KEY);
    }

    /** Whether one comes, or may come. */
    public boolean isAnnounced() {
        return announced;
    }

    /** Reads what is left once the request is answered, for no use. */
    public void discardRest() {
        var request = exchange.request();
        if (request.isEnded()) {
            return;
        }
        if (!announced) {
            request.resume();
        } else if (exchange.response().ended()) {
            request.exceptionHandler(gone -> {}).endHandler(null).handler(null).resume();
            if (isHttp2(request)) {
                // That keeps no caller from reading the answer, and many streams that linger would fill the memory.
                exchange.response().reset(NO_ERROR);
            }
        }
    }

    private static boolean isAnnounced(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return !length.equals("0");
        }
        return isHttp2(request) ? !endsWithHead(request) : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** Vert.x tells only those who read on whether there is more; Netty knows it from the flags of the head's frame. */
    private static boolean endsWithHead(HttpServerRequest request) {
        if (request.connection() instanceof ConnectionBase connection
                && connection.channelHandlerContext().handler() instanceof Http2ConnectionHandler http2) {
            var stream = http2.connection().stream(request.streamId());
            return stream != null && !stream.state().remoteSideOpen();
        }
        return false;
    }

    private static boolean isHttp2(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_2;
    }
}
