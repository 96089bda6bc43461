package dev.agentkeys.http.filter;

import dev.agentkeys.http.RequestFilter;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/**
 * Tells clients which refusals a retry cannot cure. Without this, the generated clients of Agentex wait and repeat a
 * request, for example after a 409. A retry can cure a refusal that has {@code Retry-After}.
 */
@ApplicationScoped
class RetryAdvice {

    private static final String HEADER = "x-should-retry";
    private static final int REQUEST_TIMEOUT = 408;
    private static final Set<Integer> CURABLE = Set.of(REQUEST_TIMEOUT, 429);

    void install(@Observes Filters filters) {
        RequestFilter.RETRY_ADVICE.register(filters, RetryAdvice::advise);
    }

    private static void advise(RoutingContext context) {
        if (!RequestFilter.isForwarded(context.request())) {
            context.addHeadersEndHandler(head -> advise(context.response()));
        }
        context.next();
    }

    private static void advise(HttpServerResponse response) {
        int status = response.getStatusCode();
        boolean refused = status >= 400 && status < 500;
        if (refused && !CURABLE.contains(status) && !response.headers().contains(HttpHeaders.RETRY_AFTER)) {
            response.putHeader(HEADER, "false");
        }
    }
}
