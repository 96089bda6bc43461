package dev.agentkeys.observability;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;

/**
 * What metrics and traces call the route of a request. Resources are called by their template, of themselves; a route
 * that is no resource says its label, for a path is its caller's and there is no end of them.
 */
public final class RouteLabel {

    /** Of a request that no route has taken. */
    static final String NONE = "/other";

    /** The name under which Quarkus keeps the template with the request. */
    private static final String TEMPLATE = "UrlPathTemplate";

    private RouteLabel() {}

    /** Labels the request: one of few texts, such as the path all its requests begin with. */
    public static void set(RoutingContext exchange, String label) {
        context(exchange.request()).putLocal(TEMPLATE, label);
    }

    /** What the request is called; one that could not even be read has no label of its own. */
    static String of(HttpServerRequest request) {
        String label = context(request).getLocal(TEMPLATE);
        return label == null ? NONE : label;
    }

    private static Context context(HttpServerRequest request) {
        return ((HttpServerRequestInternal) request).context();
    }
}
