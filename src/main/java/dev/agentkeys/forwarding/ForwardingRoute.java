package dev.agentkeys.forwarding;

import dev.agentkeys.forwarding.proxy.LoopDetection;
import dev.agentkeys.observability.RouteLabel;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;

/**
 * Takes the requests to agents out of the way of all others: their paths stay as they were written, and their bodies
 * are neither limited nor read by anybody but the agent.
 */
@ApplicationScoped
class ForwardingRoute {

    /** Other spellings of it are served by nobody. */
    private static final String PATHS = "/agents/forward/";

    private static final String LABEL = "/agents/forward/name/{agent_name}/{path}";
    /** Behind the rules for browsers (300); before Quarkus' own authentication (200) and its limit for bodies (2). */
    private static final int BEFORE_RESOURCES = 250;

    // Asked for when the first request comes: routes are laid before the start-up checks may refuse.
    private final Instance<ForwardingHandler> ingress;

    ForwardingRoute(Instance<ForwardingHandler> ingress) {
        this.ingress = ingress;
    }

    void install(@Observes Filters filters, ForwardingConfig config) {
        LoopDetection.requireToken(config.loopName());
        filters.register(this::route, BEFORE_RESOURCES);
    }

    private void route(RoutingContext exchange) {
        if (exchange.request().path().startsWith(PATHS)) {
            RouteLabel.set(exchange, LABEL);
            ingress.get().serve(exchange);
        } else {
            exchange.next();
        }
    }
}
