package dev.agentkeys.http;

import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * Knows whether a request has a body, and discards a body that nothing reads. The caller may still be sending it, and
 * must be able to read the answer. Over HTTP/1 {@code LingeringClose} ensures that. Over HTTP/2 a reset follows the
 * answer, so that unfinished streams do not fill the memory.
 */
public final class RequestBody {

    private static final String KEY = RequestBody.class.getName();
    /** The answer is complete without the rest of the body (RFC 9113, section 7). */
    private static final long NO_ERROR = 0;

    private final RoutingContext context;
    private final boolean announced;

    private RequestBody(RoutingContext context) {
        this.context = context;
        this.announced = isAnnounced(context.request());
    }

    /** Holds the body back until it is read. Must be called before any byte of it can have arrived. */
    public static void hold(RoutingContext context) {
        context.request().pause();
        context.put(KEY, new RequestBody(context));
    }

    /** Returns the body that {@link #hold} holds back. */
    public static RequestBody of(RoutingContext context) {
        return context.get(KEY);
    }

    /** Whether the request has a body, or may have one. */
    public boolean isAnnounced() {
        return announced;
    }

    /** Discards the rest of a body that was held back, after the answer. */
    public void discardRest() {
        var request = context.request();
        if (request.isEnded()) {
            return;
        }
        if (!announced) {
            request.resume();
        } else if (context.response().ended()) {
            request.exceptionHandler(gone -> {}).endHandler(null).handler(null).resume();
            if (isHttp2(request)) {
                context.response().reset(NO_ERROR);
            }
        }
    }

    /** Discards the body of a request that a filter is about to refuse. Over HTTP/1 the answer closes the connection. */
    public static void discard(RoutingContext context) {
        if (!isHttp2(context.request())) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            return;
        }
        // The reset must follow the answer, because it discards all that is not sent. Another thread may write the
        // answer.
        context.addEndHandler(answered -> RequestThread.runLater(context, () -> {
            if (!context.request().isEnded()) {
                context.response().reset();
            }
        }));
    }

    /** Discards the body of a request that a filter is about to answer, if there is one. */
    public static void discardIfAny(RoutingContext context) {
        if (isAnnounced(context.request())) {
            discard(context);
        } else {
            context.request().resume();
        }
    }

    private static boolean isAnnounced(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return !length.equals("0");
        }
        return isHttp2(request) ? !endsWithHead(request) : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** Netty knows the end of the stream from the flags of the head's frame; Vert.x tells it to readers of the body only. */
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
