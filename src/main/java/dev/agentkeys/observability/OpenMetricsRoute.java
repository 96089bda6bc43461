package dev.agentkeys.observability;

import dev.agentkeys.http.RequestFilter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.micrometer.runtime.export.handlers.PrometheusHandler;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers a scraper that only accepts OpenMetrics. Quarkus compares {@code Accept} with one media type and its
 * parameters, letter by letter. It answers 406 to every other spelling, and to the media type without parameters.
 */
@ApplicationScoped
class OpenMetricsRoute {

    private static final String PATH = "/q/metrics";
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String PLAIN_TEXT = "text/plain";

    private final PrometheusHandler metrics = new PrometheusHandler(false, Optional.empty());
    private final boolean hasManagementPort;

    OpenMetricsRoute(@ConfigProperty(name = "quarkus.management.enabled", defaultValue = "false") boolean management) {
        this.hasManagementPort = management;
    }

    void onManagementPort(@Observes ManagementInterface management) {
        install(management.router());
    }

    void onMainPort(@Observes Router router) {
        if (!hasManagementPort) {
            install(router);
        }
    }

    private void install(Router router) {
        RequestFilter.OPEN_METRICS
                .addRoute(router)
                .method(HttpMethod.GET)
                .path(PATH)
                .handler(this::answer);
    }

    private void answer(RoutingContext context) {
        var accepted = context.request().getHeader(HttpHeaderNames.ACCEPT);
        if (accepted != null && acceptsOnlyOpenMetrics(accepted.toLowerCase(Locale.ROOT))) {
            metrics.handle(context);
        } else {
            context.next();
        }
    }

    private static boolean acceptsOnlyOpenMetrics(String accepted) {
        return accepted.contains(OPEN_METRICS) && !accepted.contains(PLAIN_TEXT);
    }
}
