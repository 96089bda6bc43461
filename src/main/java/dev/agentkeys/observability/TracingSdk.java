package dev.agentkeys.observability;

import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.spi.AutoConfigurationCustomizerProvider;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Keeps from OpenTelemetry's SDK the variables that it would fail to start on. It reads the environment by itself, above
 * all that Quarkus tells it, and knows none of Quarkus' exporters.
 */
public class TracingSdk implements AutoConfigurationCustomizerProvider {

    private static final Logger LOG = Logger.getLogger(TracingSdk.class);
    private static final String RESOURCE = "OTEL_RESOURCE_ATTRIBUTES";

    /** Also where tracing is off: the SDK looks at some of them all the same. */
    @Override
    public void customize(AutoConfigurationCustomizer sdk) {
        var config = ConfigProvider.getConfig();
        var set = new TreeMap<>(System.getenv());
        set.keySet().removeIf(name -> !name.startsWith("OTEL_"));
        var variables = new OtelVariables(
                name -> Optional.ofNullable(set.get(name)).map(String::strip).filter(text -> !text.isEmpty()));
        if (!variables.turnItOff()) {
            warnOf(variables, set);
        }
        var instead = new TreeMap<String, String>();
        set.keySet().stream()
                .filter(name -> !variables.isForTheSdk(name))
                .forEach(name -> instead.put(key(name), withoutIt(config, name)));
        sdk.addPropertiesCustomizer(properties -> instead);
    }

    private static void warnOf(OtelVariables variables, Map<String, String> set) {
        var ignored = new TreeSet<>(set.keySet());
        ignored.removeIf(name -> !variables.isIgnored(name));
        if (!ignored.isEmpty()) {
            LOG.warnf(
                    "Ignored, for this service has no use for them or cannot use their values: %s",
                    String.join(", ", ignored));
        }
    }

    /** What the SDK is told by Quarkus; but attributes of the resource Quarkus adds itself. */
    private static String withoutIt(Config config, String name) {
        return name.equals(RESOURCE)
                ? ""
                : config.getOptionalValue("quarkus." + key(name), String.class).orElse("");
    }

    private static String key(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
