package dev.agentkeys.observability;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.MDC;

/**
 * Gives every request its id before anything else sees it, so that whoever answers, the answer has it, and every line
 * that is logged meanwhile has it too. And a label, until its route is known.
 */
@ApplicationScoped
class RequestStart {

    /** What the id is called in the log. Quarkus keeps it with the request, whatever thread goes on with it. */
    private static final String LOG_FIELD = "requestId";

    /** A route and not a filter of Quarkus', because a path that fits no route at all passes failure handlers only. */
    void install(@Observes Router router) {
        router.route()
                .order(Integer.MIN_VALUE + 2)
                .handler(RequestStart::identify)
                .failureHandler(RequestStart::identify);
    }

    private static void identify(RoutingContext exchange) {
        if (RequestId.of(exchange) == null) {
            var id = RequestId.assign(exchange);
            exchange.response().putHeader(RequestId.HEADER, id);
            MDC.put(LOG_FIELD, id);
            RouteLabel.set(exchange, RouteLabel.NONE);
        }
        exchange.next();
    }
}
