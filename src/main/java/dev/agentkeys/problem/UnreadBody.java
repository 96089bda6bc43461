package dev.agentkeys.problem;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;

/** What becomes of a body that is refused, and that nobody reads any more. */
public final class UnreadBody {

    private static final long LINGER_MILLIS = 5000;

    private UnreadBody() {}

    /**
     * Lets the rest come for a while, so that its caller gets to read the answer, and ends the connection then. Over
     * HTTP/2 it is no more than the stream that ends.
     */
    public static void discard(RoutingContext exchange) {
        if (exchange.request().version() != HttpVersion.HTTP_2) {
            exchange.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        // Not before the answer is out, which may be written on another thread: an end of the request ends all.
        exchange.addEndHandler(answered ->
                ((HttpServerRequestInternal) exchange.request()).context().runOnContext(here -> linger(exchange)));
    }

    private static void linger(RoutingContext exchange) {
        var request = exchange.request();
        if (request.isEnded()) {
            end(exchange);
            return;
        }
        long timer = exchange.vertx().setTimer(LINGER_MILLIS, late -> end(exchange));
        request.handler(rest -> {})
                .exceptionHandler(gone -> exchange.vertx().cancelTimer(timer))
                .endHandler(over -> {
                    exchange.vertx().cancelTimer(timer);
                    end(exchange);
                })
                .resume();
    }

    private static void end(RoutingContext exchange) {
        if (exchange.request().version() != HttpVersion.HTTP_2) {
            exchange.request().connection().close();
        } else if (!exchange.request().isEnded()) {
            exchange.response().reset();
        }
    }
}
