package dev.agentkeys.configuration;

import dev.agentkeys.startup.StartupOrder;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Reads properties and their variables under the names of earlier versions too, and warns if an old name is set. */
@Singleton
@Priority(Priorities.LIBRARY + 600)
public class RenamedProperties implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1;

    /** The old name of each renamed property. */
    private static final Map<String, String> OLD_NAMES = Stream.of(
                    "realm", "host-pattern", "path-pattern", "any-agent", "pass-preflight", "method-header")
            .collect(Collectors.toUnmodifiableMap(
                    name -> "agentkeys.forward-auth." + name, name -> "agentkeys.gateway." + name));

    /**
     * The value under the new name, unless a source with a higher ordinal has the old name. Defaults have the lowest.
     */
    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        var value = context.proceed(name);
        var oldName = OLD_NAMES.get(name);
        var oldValue = oldName == null ? null : context.proceed(oldName);
        return oldValue == null || value != null && value.getConfigSourceOrdinal() >= oldValue.getConfigSourceOrdinal()
                ? value
                : oldValue.withName(name);
    }

    /** Leaves the old names out, because a property that no mapping knows ends the start. */
    @Override
    public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
        var names = new HashSet<String>();
        context.iterateNames().forEachRemaining(names::add);
        names.removeAll(OLD_NAMES.values());
        return names.iterator();
    }

    void onStart(@Observes @Priority(StartupOrder.RENAMED_PROPERTIES) StartupEvent event, SmallRyeConfig config) {
        var warning = warning(config);
        if (!warning.isEmpty()) {
            // The logger is not a constant, because Quarkus instantiates interceptors before it sets up the log.
            Logger.getLogger(RenamedProperties.class).warn(warning);
        }
    }

    /** The warning, with each old name that is set and its new name; empty if none is set. */
    static String warning(SmallRyeConfig config) {
        var renamed = new TreeMap<>(OLD_NAMES);
        renamed.values().removeIf(oldName -> config.getConfigValue(oldName).getValue() == null);
        return renamed.isEmpty()
                ? ""
                : renamed.entrySet().stream()
                        .map(name -> describe(name.getValue()) + " is now " + describe(name.getKey()))
                        .collect(Collectors.joining("; ", "Old names are set, which still work: ", "."));
    }

    private static String describe(String property) {
        return property + " ("
                + property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_') + ")";
    }
}
