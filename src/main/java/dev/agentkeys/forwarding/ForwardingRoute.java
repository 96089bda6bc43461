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
 * Takes the requests to agents before Quarkus' resources do. So their paths stay as the caller wrote them, and their
 * bodies stream to the agent without the limit of the management API.
 */
@ApplicationScoped
class ForwardingRoute {

    private static final String LABEL = "/agents/forward/name/{agent_name}/{path}";

    // Instantiated at the first request, because Quarkus installs routes before the start-up checks run.
    private final Instance<ForwardingHandler> handler;

    ForwardingRoute(Instance<ForwardingHandler> handler) {
        this.handler = handler;
    }

    void install(@Observes Filters filters, ForwardingConfig config) {
        LoopDetection.requireToken(config.loopName());
        RequestFilter.FORWARDING.register(filters, this::route);
    }

    private void route(RoutingContext context) {
        if (RequestFilter.isForwarded(context.request())) {
            RequestLabels.setRoute(context, LABEL);
            handler.get().serve(context);
        } else {
            context.next();
        }
    }
}
