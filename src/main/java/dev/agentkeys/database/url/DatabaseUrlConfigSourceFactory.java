package dev.agentkeys.database.url;

import dev.agentkeys.configuration.FileVariables;
import dev.agentkeys.configuration.SourceOrdinals;
import dev.agentkeys.configuration.VariablesSource;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Lets one variable configure both PostgreSQL clients: {@code DATABASE_URL} in production, another in dev, and none in
 * tests. A shell may hold production's variables while dev or the tests run in it. The variable ranks above the
 * application's own properties and below the environment and system properties, so that {@code QUARKUS_DATASOURCE_...}
 * variables still override.
 */
public class DatabaseUrlConfigSourceFactory implements ConfigSourceFactory {

    static final String VARIABLE = "DATABASE_URL";
    static final String DEV_VARIABLE = "AGENTKEYS_DEV_DATABASE_URL";

    private final LaunchMode mode;

    /** Uses the launch mode of this process. */
    public DatabaseUrlConfigSourceFactory() {
        this(LaunchMode.current());
    }

    DatabaseUrlConfigSourceFactory(LaunchMode mode) {
        this.mode = mode;
    }

    /**
     * The datasource properties that the variable, or the file of its {@code ..._FILE} form, stands for; none if
     * neither is set.
     */
    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        return variable(context.getProfiles()).stream()
                .flatMap(variable -> source(context, variable).stream())
                .toList();
    }

    /** The mode says whether this is dev or a test. While Quarkus builds the application, only the profile says so. */
    private Optional<String> variable(List<String> profiles) {
        if (mode == LaunchMode.TEST || profiles.contains(LaunchMode.TEST.getDefaultProfile())) {
            return Optional.empty();
        }
        return Optional.of(
                mode == LaunchMode.DEVELOPMENT || profiles.contains(LaunchMode.DEVELOPMENT.getDefaultProfile())
                        ? DEV_VARIABLE
                        : VARIABLE);
    }

    private static Optional<ConfigSource> source(ConfigSourceContext context, String variable) {
        // The raw value, because a URL is not an expression: two dollar signs in a password stay two.
        return Optional.ofNullable(context.getValue(variable))
                .map(ConfigValue::getRawValue)
                .filter(text -> !text.isBlank())
                .or(() -> FileVariables.read(context, variable))
                .map(text -> new VariablesSource(
                        literally(properties(variable, text)), variable, SourceOrdinals.DATABASE_URL));
    }

    /** Escapes dollar signs, so that Quarkus does not read them as expressions. */
    private static Map<String, String> literally(Map<String, String> properties) {
        var escaped = new HashMap<String, String>();
        properties.forEach((name, value) -> escaped.put(name, value.replace("$", "\\$")));
        return escaped;
    }

    private static Map<String, String> properties(String variable, String url) {
        try {
            return DatasourceProperties.of(DatabaseUrl.parse(url));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(variable + " cannot be used: " + e.getMessage() + ".");
        }
    }
}
