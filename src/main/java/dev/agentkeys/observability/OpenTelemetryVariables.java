package dev.agentkeys.observability;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.configuration.SourceOrdinals;
import dev.agentkeys.configuration.VariablesSource;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.logging.Logger;

/**
 * Configures tracing by the standard variables of OpenTelemetry that {@link #PROPERTIES} and {@link #SAMPLERS} name. An
 * endpoint switches tracing on, unless {@code OTEL_SDK_DISABLED} says otherwise. The properties of Quarkus configure
 * everything else.
 */
public class OpenTelemetryVariables implements ConfigSourceFactory, AutoConfigurationCustomizerProvider {

    private static final String DISABLED = "quarkus.otel.sdk.disabled";
    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
    private static final String SAMPLER = "OTEL_TRACES_SAMPLER";
    private static final String RESOURCE_ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES";

    private static final Map<String, String> PROPERTIES = Map.of(
            "OTEL_SDK_DISABLED",
            DISABLED,
            "OTEL_SERVICE_NAME",
            "quarkus.otel.service.name",
            RESOURCE_ATTRIBUTES,
            "quarkus.otel.resource.attributes",
            "OTEL_TRACES_SAMPLER_ARG",
            "quarkus.otel.traces.sampler.arg",
            ENDPOINT,
            "quarkus.otel.exporter.otlp.endpoint",
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "quarkus.otel.exporter.otlp.protocol",
            "OTEL_EXPORTER_OTLP_HEADERS",
            "quarkus.otel.exporter.otlp.headers");

    /** The variables whose values are lists of percent-encoded {@code name=value}. */
    private static final Set<String> ENCODED = Set.of(RESOURCE_ATTRIBUTES, "OTEL_EXPORTER_OTLP_HEADERS");

    /**
     * The samplers of the SDK. The SDK reads the variable of the sampler itself, because Quarkus fixes its property at
     * build time.
     */
    private static final Set<String> SAMPLERS = Set.of(
            "always_on",
            "always_off",
            "traceidratio",
            "parentbased_always_on",
            "parentbased_always_off",
            "parentbased_traceidratio");

    /** The properties that the variables stand for. {@code QUARKUS_OTEL_...} variables override them. */
    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        var properties = new HashMap<String, String>();
        PROPERTIES.forEach((variable, property) -> value(context, variable)
                .map(value -> ENCODED.contains(variable) ? decode(variable, value) : value)
                // Quarkus would read a dollar sign as the beginning of an expression.
                .ifPresent(value -> properties.put(property, value.replace("$", "\\$"))));
        if (value(context, EXPORTER).filter("none"::equals).isPresent()) {
            properties.put(DISABLED, "true");
        } else if (value(context, ENDPOINT).isPresent()) {
            properties.putIfAbsent(DISABLED, "false");
        }
        return properties.isEmpty()
                ? List.of()
                : List.of(new VariablesSource(properties, "OTEL_* variables", SourceOrdinals.OPEN_TELEMETRY));
    }

    /**
     * Hides all variables but the sampler from the SDK. The SDK reads the environment itself, also while tracing is
     * off, and prefers it to the configuration of Quarkus. It fails to start if a variable names an exporter or a
     * propagator that this service does not have.
     */
    @Override
    public void customize(AutoConfigurationCustomizer sdk) {
        var config = ConfigProvider.getConfig();
        var environment = new TreeMap<>(System.getenv());
        environment.keySet().removeIf(name -> !name.startsWith("OTEL_"));
        environment.values().removeIf(String::isBlank);
        var ofQuarkus = new TreeMap<String, String>();
        var ignored = new TreeSet<String>();
        environment.forEach((variable, value) -> {
            if (!variable.equals(SAMPLER) || !SAMPLERS.contains(value)) {
                ofQuarkus.put(key(variable), valueOfQuarkus(config, variable));
            }
            if (variable.equals(SAMPLER)
                    ? !SAMPLERS.contains(value)
                    : !PROPERTIES.containsKey(variable) && !variable.equals(EXPORTER)) {
                ignored.add(variable);
            }
        });
        sdk.addPropertiesCustomizer(properties -> ofQuarkus);
        if (!ignored.isEmpty() && !config.getValue(DISABLED, Boolean.class)) {
            // Not a constant: Quarkus instantiates this class for the configuration before it sets up the log.
            Logger.getLogger(OpenTelemetryVariables.class)
                    .warnf("These variables have no effect here (see quarkus.otel.*): %s", String.join(", ", ignored));
        }
    }

    /** Quarkus adds the attributes of the resource itself, so the SDK gets none. */
    private static String valueOfQuarkus(Config config, String variable) {
        return variable.equals(RESOURCE_ATTRIBUTES)
                ? ""
                : config.getOptionalValue("quarkus." + key(variable), String.class)
                        .orElse("");
    }

    private static String key(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static Optional<String> value(ConfigSourceContext context, String variable) {
        return Optional.ofNullable(context.getValue(variable))
                .map(ConfigValue::getRawValue)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /** Decodes each {@code name=value}. Escapes commas that were encoded, as Quarkus' lists need it. */
    private static String decode(String variable, String list) {
        try {
            return Stream.of(list.split(","))
                    .map(pair -> URLDecoder.decode(pair.strip().replace("+", "%2B"), UTF_8))
                    .map(pair -> pair.replace("\\", "\\\\").replace(",", "\\,"))
                    .collect(Collectors.joining(","));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    variable + " cannot be used: a percent sign is not followed by two digits.");
        }
    }
}
