package dev.agentkeys.http.filter;

import dev.agentkeys.http.RequestFilter;
import dev.agentkeys.problem.ErrorFormat;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;

/**
 * Refuses a request that gives a parameter of the API twice in its query. If it named two agents, a proxy could check
 * one, and this service could read the other.
 */
@ApplicationScoped
class SingleParameters {

    private static final int BAD_REQUEST = 400;
    /** Netty drops the parameters after this many. */
    private static final int MAX_PARAMETERS = 1024;

    // Instantiated at the first request, because it reads the OpenAPI document.
    private final Instance<ApiDescription> api;

    SingleParameters(Instance<ApiDescription> api) {
        this.api = api;
    }

    void install(@Observes Filters filters) {
        RequestFilter.SINGLE_PARAMETERS.register(filters, this::check);
    }

    private void check(RoutingContext context) {
        var request = context.request();
        if (request.query() == null || RequestFilter.isForwarded(request)) {
            context.next();
            return;
        }
        if (request.query().chars().filter(c -> c == '&' || c == ';').count() >= MAX_PARAMETERS) {
            ErrorFormat.of(context.request().path()).send(context, BAD_REQUEST, "The query has too many parameters.");
            return;
        }
        var query = context.queryParams();
        var repeated = api.get().queryParameters().stream()
                .filter(name -> query.getAll(name).size() > 1)
                .findFirst();
        repeated.ifPresentOrElse(
                name -> ErrorFormat.of(context.request().path())
                        .send(context, BAD_REQUEST, "The query parameter '" + name + "' may be given once only."),
                context::next);
    }
}
