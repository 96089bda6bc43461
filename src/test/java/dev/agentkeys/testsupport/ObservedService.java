package dev.agentkeys.testsupport;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A process that writes and sends all that it can tell: its log at DEBUG, traces to a collector, and the metrics of a
 * key ring with a retired key. It has a server of its own that a test may suspend or stop. A test class that does so
 * waits until the service has recovered.
 */
public record ObservedService(OwnPostgres database, TraceCollector collector, ServiceProcess process)
        implements AutoCloseable {

    /** The value of the collector's variable of headers. */
    private static final String HEADERS = "authorization=Basic%20YTpi%3D";

    private static final String RETIRED = "retired:dGhlLW90aGVyLWtleS1mb3ItdGVzdHMtb25seS0hISE=";

    /** Variables of OpenTelemetry that name an exporter or a value that the service does not have. */
    private static final Map<String, String> UNUSABLE = Map.of(
            "OTEL_METRICS_EXPORTER", "otlp",
            "OTEL_LOGS_EXPORTER", "otlp",
            "OTEL_PROPAGATORS", "b3",
            "OTEL_TRACES_SAMPLER", "xray",
            "OTEL_BSP_SCHEDULE_DELAY", "soon",
            "OTEL_CONFIG_FILE", "/no/such/file");

    static ObservedService start() {
        var database = OwnPostgres.start();
        var collector = TraceCollector.start();
        try {
            var environment = new HashMap<>(variables(collector));
            environment.putAll(Map.of(
                    "DATABASE_URL",
                    database.url(),
                    "AGENTKEYS_KEY_RING",
                    PackagedApplication.KEY_RING + "," + RETIRED,
                    "AGENTKEYS_INGRESS_ALLOW_LOOPBACK",
                    "true",
                    "QUARKUS_LOG_LEVEL",
                    "DEBUG",
                    "QUARKUS_OTEL_BSP_SCHEDULE_DELAY",
                    "200ms",
                    "OTEL_EXPORTER_OTLP_HEADERS",
                    HEADERS));
            return new ObservedService(database, collector, ServiceProcess.start(environment));
        } catch (RuntimeException | Error e) {
            collector.close();
            database.close();
            throw e;
        }
    }

    /** The variables that name that collector, and also those of OpenTelemetry that the service cannot use. */
    public static Map<String, String> variables(TraceCollector collector) {
        var variables = new HashMap<>(UNUSABLE);
        variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint());
        return variables;
    }

    /** The names of the variables that the service cannot use. */
    public static List<String> unusableVariables() {
        return List.copyOf(UNUSABLE.keySet());
    }

    @Override
    public void close() {
        process.close();
        collector.close();
        database.close();
    }
}
