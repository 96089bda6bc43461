package dev.agentkeys.problem;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;

/** What becomes of a body that is refused, and that nothing reads any more. */
public final class UnreadBody {

    private UnreadBody() {}

    /**
     * Over HTTP/1 this request is the last of its connection ({@code dev.agentkeys.http} sees to the rest of it). Over
     * HTTP/2 the stream ends with the answer: its caller gets to read that all the same, and many streams that linger
     * would fill the memory.
     */
    public static void discard(RoutingContext exchange) {
        if (exchange.request().version() != HttpVersion.HTTP_2) {
            exchange.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            return;
        }
        // Not before the answer is out, which may be written on another thread: an end of the stream ends all.
        exchange.addEndHandler(answered ->
                ((HttpServerRequestInternal) exchange.request()).context().runOnContext(here -> end(exchange)));
    }

    private static void end(RoutingContext exchange) {
        if (!exchange.request().isEnded()) {
            exchange.response().reset();
        }
    }
}
