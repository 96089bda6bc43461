package dev.agentkeys.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;

/** Discards the body of a refused request, which this service does not read. */
public final class UnreadBody {

    private UnreadBody() {}

    /**
     * Discards the body once the request is answered. Over HTTP/1 the answer closes the connection, and {@link
     * LingeringClose} reads what still arrives. Over HTTP/2 the answer ends the stream: the caller can read the answer, and
     * streams that linger do not fill the memory.
     */
    public static void discard(RoutingContext context) {
        if (context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            return;
        }
        // The reset must follow the answer, which another thread may write: a reset discards all that is not sent.
        context.addEndHandler(answered ->
                ((HttpServerRequestInternal) context.request()).context().runOnContext(here -> end(context)));
    }

    private static void end(RoutingContext context) {
        if (!context.request().isEnded()) {
            context.response().reset();
        }
    }
}
