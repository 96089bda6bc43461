package dev.agentkeys.observability;

import dev.agentkeys.http.RequestLabels;
import io.micrometer.core.instrument.Tags;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import jakarta.inject.Singleton;

/**
 * Labels the metrics of an answered request with its route and method. Quarkus' own labels hold any method, and the path
 * of a request that could not be read. Meter filters are too late to change that: Micrometer remembers every meter that
 * was ever asked for.
 */
@Singleton
class HttpServerTags implements HttpServerMetricsTagsContributor {

    @Override
    public Tags contribute(Context measured) {
        var request = measured.request();
        return Tags.of(
                "uri",
                RequestLabels.route(request),
                "method",
                RequestLabels.method(request.method().name()));
    }
}
