package dev.agentkeys.observability;

import dev.agentkeys.configuration.VariablesSource;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Lets the standard variables of OpenTelemetry configure tracing: whoever says where traces go wants them, unless
 * {@code OTEL_SDK_DISABLED} says otherwise. It ranks above the application's own properties, and below the environment,
 * so that {@code QUARKUS_OTEL_...} variables still override.
 */
public class TracingVariables implements ConfigSourceFactory {

    private static final int ORDINAL = 275;

    /** The properties that the variables stand for, as far as they are set. */
    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        var properties = new HashMap<>(new OtelVariables(variable -> value(context, variable)).properties());
        // A dollar sign is one, and begins no expression.
        properties.replaceAll((property, value) -> value.replace("$", "\\$"));
        return properties.isEmpty() ? List.of() : List.of(new VariablesSource(properties, "OTEL_* variables", ORDINAL));
    }

    private static Optional<String> value(ConfigSourceContext context, String variable) {
        return Optional.ofNullable(context.getValue(variable))
                .map(ConfigValue::getRawValue)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }
}
