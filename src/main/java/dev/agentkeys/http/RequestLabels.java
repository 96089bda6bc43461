package dev.agentkeys.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * The labels of requests in metrics and traces. A caller cannot add a new one, because every label stays in the memory
 * of the metrics. Quarkus labels the requests to resources by the template of the path. Every other route sets its own
 * label.
 */
public final class RequestLabels {

    /** The label of a request that no route has taken. */
    public static final String NO_ROUTE = "/other";

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT");

    /** The name under which Quarkus keeps the template with the request. */
    private static final String TEMPLATE = "UrlPathTemplate";

    private RequestLabels() {}

    /** Labels the request. The label must be one of few texts, such as the beginning of the path. */
    public static void setRoute(RoutingContext context, String label) {
        RequestThread.of(context.request()).putLocal(TEMPLATE, label);
    }

    /** The label of the request's route. A request that could not be read has {@link #NO_ROUTE}. */
    public static String route(HttpServerRequest request) {
        String label = RequestThread.of(request).getLocal(TEMPLATE);
        return label == null ? NO_ROUTE : label;
    }

    /** The label of a method. A caller may send any token as the method, but only the methods of HTTP are labels. */
    public static String method(String method) {
        return METHODS.contains(method) ? method : "OTHER";
    }
}
