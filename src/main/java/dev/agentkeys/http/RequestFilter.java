package dev.agentkeys.http;

import dev.agentkeys.problem.ErrorFormat;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Lists every filter and route of this service that meets a request before a resource does, in the order in which a
 * request meets them. Vert.x calls the lowest order first; a filter of Quarkus has the order of its negated priority.
 *
 * <p>{@code dev.agentkeys.http.connection} comes before all of them: it refuses what is not valid HTTP. The resources
 * come after all of them: Quarkus checks the caller's role, then {@code ManagementBodies} reads the body.
 */
public enum RequestFilter {

    /**
     * {@link RequestId} gives the request its id. It is the first, so that every answer and every line of the log has
     * the id. It is a route and not a filter, because a request whose path fits no route meets only failure handlers.
     */
    REQUEST_ID(Integer.MIN_VALUE + 2),

    /**
     * {@code AllowedMethods} answers {@code OPTIONS *}. That target fits no route, so only a failure handler meets it.
     * This one comes before {@link #FAILURES}, which would answer it.
     */
    OPTIONS_OF_SERVER(Integer.MIN_VALUE + 3),

    /**
     * {@code FailedRequests} answers what fails in any filter or route below. It comes before Quarkus' own failure
     * handlers, which answer in another form.
     */
    FAILURES(Integer.MIN_VALUE + 4),

    /**
     * {@code Drain} counts the requests under way, and refuses new ones while the service stops. It comes early to see
     * them all.
     */
    DRAIN(-3_000_000),

    /**
     * {@code ForwardAuthRoute} answers a gateway. It comes before the limits and the path rules: the gateway asks about
     * a request to another server, which may have any path, query and length. The route has its own rules for them.
     */
    FORWARD_AUTH(-2_000_000),

    /**
     * {@code RetryAdvice} marks the refusals below that a retry cannot cure, except those to gateways and callers of
     * agents.
     */
    RETRY_ADVICE(-1_500_000),

    /** {@code BodyLimit} refuses a body that is announced too large, before a byte of it is read. */
    BODY_LIMIT(-1_000_000),

    /** {@code AmbiguousPath} refuses a path with two meanings, before any filter below compares the path. */
    PATH_RULES(-900_000),

    /** {@code SingleParameters} refuses a repeated parameter, before any filter below reads one. */
    SINGLE_PARAMETERS(-800_000),

    // -300: Quarkus answers the preflights of browsers, and refuses other origins (CORS).

    /**
     * {@code ForwardingRoute} takes the requests to agents. It comes after CORS, which also guards agents, and before
     * Quarkus' authentication and body limit: agents have their own callers and bodies of any size.
     */
    FORWARDING(-250),

    /**
     * {@code ConsoleRoute} serves the files of the console, which need no credentials. It comes before
     * {@link #ALLOWED_METHODS}, which would answer for these paths if the console is switched off.
     */
    CONSOLE(-245),

    /**
     * {@code AllowedMethods} answers OPTIONS and refuses methods, before Quarkus asks for credentials. It comes after
     * {@link #FORWARDING}, which answers OPTIONS for the paths of agents.
     */
    ALLOWED_METHODS(-240),

    // -200 and -100: Quarkus authenticates the caller and authorizes the path. -2: Quarkus limits every other body.

    /** {@code DescriptionRoute} serves the OpenAPI document, before Quarkus' route would wait for a thread. */
    API_DESCRIPTION(-1),

    /**
     * {@code OpenMetricsRoute} answers a scraper that only accepts OpenMetrics, before Quarkus' route would answer 406.
     */
    OPEN_METRICS(0);

    // 1 and more: Quarkus serves Swagger UI, health and metrics; then come the resources.

    private final int order;

    RequestFilter(int order) {
        this.order = order;
    }

    /** Registers the handler as a filter of Quarkus. */
    public void register(Filters filters, Handler<RoutingContext> handler) {
        filters.register(handler, -order);
    }

    /** Adds a route to the router. It matches every path until the caller narrows it. */
    public Route addRoute(Router router) {
        return router.route().order(order);
    }

    int order() {
        return order;
    }

    /** Whether the request is forwarded to an agent. The agent has its own rules for paths, queries and bodies. */
    public static boolean isForwarded(HttpServerRequest request) {
        return request.path().startsWith(ErrorFormat.FORWARDING);
    }
}
