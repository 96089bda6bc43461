package dev.agentkeys.forwarding;

import dev.agentkeys.forwarding.proxy.LoopDetection;
import dev.agentkeys.http.RequestFilter;
import dev.agentkeys.http.RequestLabels;
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

    private static final String LABEL = "/agents/forward/name/{agent_name}/{path}";

    // Asked for when the first request comes: routes are laid before the start-up checks may refuse.
    private final Instance<ForwardingHandler> ingress;

    ForwardingRoute(Instance<ForwardingHandler> ingress) {
        this.ingress = ingress;
    }

    void install(@Observes Filters filters, ForwardingConfig config) {
        LoopDetection.requireToken(config.loopName());
        RequestFilter.FORWARDING.register(filters, this::route);
    }

    private void route(RoutingContext exchange) {
        if (RequestFilter.isForwarded(exchange.request())) {
            RequestLabels.setRoute(exchange, LABEL);
            ingress.get().serve(exchange);
        } else {
            exchange.next();
        }
    }
}
