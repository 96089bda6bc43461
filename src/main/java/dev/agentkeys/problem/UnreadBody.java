package dev.agentkeys.problem;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;

/** What becomes of a body that is refused, and that nothing reads any more. */
public final class UnreadBody {

    private static final long LINGER_MILLIS = 5000;

    private UnreadBody() {}

    /**
     * Over HTTP/1 this request is the last of its connection ({@code dev.agentkeys.http} sees to the rest of it). Over
     * HTTP/2 the rest may come for a while, so that its caller gets to read the answer, and the stream ends then.
     */
    public static void discard(RoutingContext exchange) {
        if (exchange.request().version() != HttpVersion.HTTP_2) {
            exchange.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            return;
        }
        // Not before the answer is out, which may be written on another thread: an end of the stream ends all.
        exchange.addEndHandler(answered ->
                ((HttpServerRequestInternal) exchange.request()).context().runOnContext(here -> linger(exchange)));
    }

    private static void linger(RoutingContext exchange) {
        var request = exchange.request();
        if (request.isEnded()) {
            return;
        }
        long timer = exchange.vertx()
                .setTimer(LINGER_MILLIS, late -> exchange.response().reset());
        request.handler(rest -> {})
                .exceptionHandler(gone -> exchange.vertx().cancelTimer(timer))
                .endHandler(over -> exchange.vertx().cancelTimer(timer))
                .resume();
    }
}
