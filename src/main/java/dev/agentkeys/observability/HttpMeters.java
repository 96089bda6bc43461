package dev.agentkeys.observability;

import dev.agentkeys.http.RequestLabels;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.stream.Stream;

/** Configures the metrics of HTTP: their buckets (service level objectives), and labels to which callers cannot add. */
@Singleton
class HttpMeters {

    private static final String REQUESTS = "http.server.requests";
    private static final String SERVER = "http.server.";
    private static final String PORT = "server.port";
    private static final String METHOD = "method";
    private static final double[] BUCKETS = Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000, 5000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    /** Labels the methods of requests that end without an answer; {@link HttpServerTags} labels those of all others. */
    @Produces
    @Singleton
    MeterFilter knownMethods() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                var method = id.getTag(METHOD);
                return method == null || RequestLabels.method(method).equals(method)
                        ? id
                        : id.replaceTags(
                                Tags.of(id.getTagsAsIterable()).and(Tag.of(METHOD, RequestLabels.method(method))));
            }
        };
    }

    /**
     * Gives every meter of a server the label of its port. A server on a random port has none, and Prometheus refuses two
     * meters of one name with different labels.
     */
    @Produces
    @Singleton
    MeterFilter portOfEachServer() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().startsWith(SERVER) && !id.getName().equals(REQUESTS) && id.getTag(PORT) == null
                        ? id.withTag(Tag.of(PORT, "0"))
                        : id;
            }
        };
    }

    @Produces
    @Singleton
    MeterFilter buckets() {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals(REQUESTS)
                        ? DistributionStatisticConfig.builder()
                                .serviceLevelObjectives(BUCKETS)
                                .build()
                                .merge(config)
                        : config;
            }
        };
    }
}
