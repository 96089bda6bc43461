package dev.agentkeys.observability;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Lets the standard variables of OpenTelemetry configure tracing: whoever says where traces go wants them, unless
 * {@code OTEL_SDK_DISABLED} says otherwise. It ranks above the application's own properties, and below the environment,
 * so that {@code QUARKUS_OTEL_...} variables still override.
 */
public class TracingVariables implements ConfigSourceFactory {

    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String DISABLED = "quarkus.otel.sdk.disabled";
    private static final Map<String, String> PROPERTIES = Map.of(
            "OTEL_SDK_DISABLED",
            DISABLED,
            ENDPOINT,
            "quarkus.otel.exporter.otlp.endpoint",
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "quarkus.otel.exporter.otlp.protocol",
            "OTEL_EXPORTER_OTLP_HEADERS",
            "quarkus.otel.exporter.otlp.headers",
            "OTEL_EXPORTER_OTLP_CERTIFICATE",
            "quarkus.otel.exporter.otlp.trust-cert.certs",
            "OTEL_SERVICE_NAME",
            "quarkus.otel.service.name",
            "OTEL_RESOURCE_ATTRIBUTES",
            "quarkus.otel.resource.attributes",
            "OTEL_TRACES_SAMPLER_ARG",
            "quarkus.otel.traces.sampler.arg");
    private static final int ORDINAL = 275;

    /** The properties that the variables stand for, as far as they are set. */
    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        var properties = new HashMap<String, String>();
        if (value(context, ENDPOINT).isPresent()) {
            properties.put(DISABLED, "false");
        }
        PROPERTIES.forEach(
                (variable, property) -> value(context, variable).ifPresent(value -> properties.put(property, value)));
        return properties.isEmpty()
                ? List.of()
                : List.of(new PropertiesConfigSource(properties, "OTEL_* variables", ORDINAL));
    }

    /** As it is written, a dollar sign being no expression. */
    private static Optional<String> value(ConfigSourceContext context, String variable) {
        return Optional.ofNullable(context.getValue(variable))
                .map(ConfigValue::getRawValue)
                .filter(text -> !text.isBlank())
                .map(text -> text.replace("$", "\\$"));
    }
}
