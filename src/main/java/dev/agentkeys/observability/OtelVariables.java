package dev.agentkeys.observability;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What OpenTelemetry's standard variables ask for, as far as the service can do it. */
final class OtelVariables {

    private static final String DISABLED = "quarkus.otel.sdk.disabled";
    private static final String EXPORTER = "OTEL_EXPORTER_OTLP_";
    /** Those of traces outrank those of every signal. */
    private static final String TRACES = EXPORTER + "TRACES_";

    private static final String ENDPOINT = "ENDPOINT";
    private static final String GRPC = "grpc";
    /** What Quarkus appends to every endpoint. */
    private static final String TRACES_PATH = "/v1/traces";

    private static final String TRACES_EXPORTER = "OTEL_TRACES_EXPORTER";
    private static final String NONE = "none";

    private record Setting(String property, Function<String, Optional<String>> reader) {}

    /** What Quarkus reads under names of its own. */
    private static final Map<String, Setting> SETTINGS = Map.of(
            "OTEL_SDK_DISABLED", new Setting(DISABLED, OtelValues::bool),
            "OTEL_SERVICE_NAME", new Setting("quarkus.otel.service.name", OtelValues::text),
            "OTEL_RESOURCE_ATTRIBUTES", new Setting("quarkus.otel.resource.attributes", OtelValues::pairs),
            "OTEL_TRACES_SAMPLER_ARG", new Setting("quarkus.otel.traces.sampler.arg", OtelValues::share));

    /** The same of the exporter, each in two forms. */
    private static final Map<String, Setting> EXPORTER_SETTINGS = Map.of(
            "PROTOCOL", new Setting("protocol", value -> OtelValues.oneOf(Set.of("http/protobuf", GRPC), value)),
            "HEADERS", new Setting("headers", OtelValues::pairs),
            "CERTIFICATE", new Setting("trust-cert.certs", OtelValues::file),
            "CLIENT_KEY", new Setting("key-cert.keys", OtelValues::file),
            "CLIENT_CERTIFICATE", new Setting("key-cert.certs", OtelValues::file),
            "TIMEOUT", new Setting("timeout", OtelValues::millis),
            "COMPRESSION", new Setting("compression", value -> OtelValues.oneOf(Set.of("gzip", NONE), value)));

    /** What the SDK reads by itself, and would fail to start on if it made no sense. */
    private static final Map<String, Function<String, Optional<String>>> OF_THE_SDK = Map.ofEntries(
            Map.entry("OTEL_SERVICE_NAME", OtelValues::text),
            Map.entry("OTEL_TRACES_SAMPLER_ARG", OtelValues::share),
            Map.entry(
                    "OTEL_TRACES_SAMPLER",
                    value -> OtelValues.oneOf(
                            Set.of(
                                    "always_on",
                                    "always_off",
                                    "traceidratio",
                                    "parentbased_always_on",
                                    "parentbased_always_off",
                                    "parentbased_traceidratio"),
                            value)),
            Map.entry("OTEL_PROPAGATORS", value -> Optional.of(value)
                    .filter(names -> Set.of("tracecontext", "baggage", NONE).containsAll(OtelValues.list(names)))),
            Map.entry("OTEL_BSP_SCHEDULE_DELAY", value -> OtelValues.number(1, value)),
            Map.entry("OTEL_BSP_EXPORT_TIMEOUT", value -> OtelValues.number(1, value)),
            Map.entry("OTEL_BSP_MAX_QUEUE_SIZE", value -> OtelValues.number(1, value)),
            Map.entry("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", value -> OtelValues.number(1, value)),
            Map.entry("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", value -> OtelValues.number(0, value)),
            Map.entry("OTEL_ATTRIBUTE_COUNT_LIMIT", value -> OtelValues.number(0, value)),
            Map.entry("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", value -> OtelValues.number(0, value)),
            Map.entry("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", value -> OtelValues.number(0, value)),
            Map.entry("OTEL_SPAN_EVENT_COUNT_LIMIT", value -> OtelValues.number(0, value)),
            Map.entry("OTEL_SPAN_LINK_COUNT_LIMIT", value -> OtelValues.number(0, value)));

    private final Function<String, Optional<String>> environment;

    /** @param environment the value of a variable, empty where it is not set or says nothing */
    OtelVariables(Function<String, Optional<String>> environment) {
        this.environment = environment;
    }

    /** The properties of Quarkus that they stand for. */
    Map<String, String> properties() {
        var properties = new HashMap<String, String>();
        SETTINGS.forEach((variable, setting) ->
                usable(variable, setting.reader()).ifPresent(value -> properties.put(setting.property(), value)));
        EXPORTER_SETTINGS.forEach((name, setting) -> exporter(name, setting.reader())
                .ifPresent(value -> properties.put("quarkus.otel.exporter.otlp." + setting.property(), value)));
        endpoint().ifPresent(value -> properties.put("quarkus.otel.exporter.otlp.endpoint", value));
        if (exports(NONE)) {
            properties.put(DISABLED, "true");
        } else if (endpoint().isPresent() || exports("otlp")) {
            properties.putIfAbsent(DISABLED, "false");
        }
        return properties;
    }

    /** Whether they say that there is to be no tracing. */
    boolean turnItOff() {
        return "true".equals(properties().get(DISABLED));
    }

    /** Whether the SDK itself may read a variable. */
    boolean isForTheSdk(String variable) {
        return OF_THE_SDK.containsKey(variable)
                && usable(variable, OF_THE_SDK.get(variable)).isPresent();
    }

    /** Whether a variable makes no difference: the service has no use for it, or cannot use its value. */
    boolean isIgnored(String variable) {
        return environment.apply(variable).isPresent() && !isForTheSdk(variable) && !isForQuarkus(variable);
    }

    private boolean isForQuarkus(String variable) {
        if (SETTINGS.containsKey(variable)) {
            return usable(variable, SETTINGS.get(variable).reader()).isPresent();
        }
        return switch (variable) {
            case TRACES_EXPORTER -> exports(NONE) || exports("otlp");
            // Neither is exported anyway.
            case "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER" -> exports(variable, NONE);
            case EXPORTER + ENDPOINT -> usable(variable, OtelValues::endpoint).isPresent();
            case TRACES + ENDPOINT -> tracesEndpoint().isPresent();
            default -> isForExporter(variable);
        };
    }

    private boolean isForExporter(String variable) {
        var prefix = variable.startsWith(TRACES) ? TRACES : EXPORTER;
        var setting = variable.startsWith(prefix) ? EXPORTER_SETTINGS.get(variable.substring(prefix.length())) : null;
        return setting != null && usable(variable, setting.reader()).isPresent();
    }

    private boolean exports(String exporter) {
        return exports(TRACES_EXPORTER, exporter);
    }

    private boolean exports(String variable, String exporter) {
        return environment
                .apply(variable)
                .filter(names -> OtelValues.list(names).contains(exporter))
                .isPresent();
    }

    private Optional<String> endpoint() {
        return tracesEndpoint().or(() -> usable(EXPORTER + ENDPOINT, OtelValues::endpoint));
    }

    /** It is used as it is, which over HTTP must be what Quarkus makes of it. */
    private Optional<String> tracesEndpoint() {
        var endpoint = usable(TRACES + ENDPOINT, OtelValues::endpoint);
        var protocol = exporter("PROTOCOL", EXPORTER_SETTINGS.get("PROTOCOL").reader());
        return protocol.filter(GRPC::equals).isPresent()
                ? endpoint
                : endpoint.filter(uri -> uri.endsWith(TRACES_PATH))
                        .map(uri -> uri.substring(0, uri.length() - TRACES_PATH.length()));
    }

    private Optional<String> exporter(String name, Function<String, Optional<String>> reader) {
        return usable(TRACES + name, reader).or(() -> usable(EXPORTER + name, reader));
    }

    private Optional<String> usable(String variable, Function<String, Optional<String>> reader) {
        return environment.apply(variable).flatMap(reader);
    }
}
