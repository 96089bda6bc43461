package dev.agentkeys.observability;

import io.micrometer.core.instrument.Tags;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import jakarta.inject.Singleton;

/**
 * Says under which labels an answered request is measured. Quarkus' own would hold the path of a request that could not
 * be read, and any method; and every meter that was ever asked for is remembered, whatever filters then make of it.
 */
@Singleton
class RequestLabels implements HttpServerMetricsTagsContributor {

    @Override
    public Tags contribute(Context measured) {
        var request = measured.request();
        return Tags.of(
                "uri",
                RouteLabel.of(request),
                "method",
                HttpMeters.label(request.method().name()));
    }
}
