package dev.agentkeys.observability;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;

/** How requests are measured: into buckets that objectives can be stated in, under labels that callers cannot invent. */
@Singleton
class HttpMeters {

    private static final String REQUESTS = "http.server.requests";
    private static final String SERVER = "http.server.";
    private static final String PORT = "server.port";
    private static final String METHOD = "method";
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT");
    private static final double[] BUCKETS = Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000, 5000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    /** What a method is called: any token may stand there, and the metrics know those of HTTP. */
    static String label(String method) {
        return METHODS.contains(method) ? method : "OTHER";
    }

    /** For the requests that broke off: {@link RequestLabels} sees the answered ones. */
    @Produces
    @Singleton
    MeterFilter knownMethods() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                var method = id.getTag(METHOD);
                return method == null || label(method).equals(method)
                        ? id
                        : id.replaceTags(Tags.of(id.getTagsAsIterable()).and(Tag.of(METHOD, label(method))));
            }
        };
    }

    /** A server on a random port has no label of its port, and Prometheus takes no two meters that differ in that. */
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
