package dev.agentkeys.database;

import dev.agentkeys.configuration.FileVariables;
import io.quarkus.runtime.configuration.ConfigurationException;
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
 * Lets {@code DATABASE_URL} configure both PostgreSQL clients. It ranks above the application's own properties and below
 * the environment and system properties, so that {@code QUARKUS_DATASOURCE_...} variables still override.
 */
public class DatabaseUrlConfigSourceFactory implements ConfigSourceFactory {

    private static final String VARIABLE = "DATABASE_URL";
    private static final int ORDINAL = 275;

    /** The datasource properties that the variable, or else the file it is given as, stands for; none without it. */
    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        // Raw, because a URL is not an expression: two dollar signs in a password are two.
        var url = Optional.ofNullable(context.getValue(VARIABLE))
                .map(ConfigValue::getRawValue)
                .filter(text -> !text.isBlank())
                .or(() -> FileVariables.read(context, VARIABLE));
        return url.<List<ConfigSource>>map(
                        text -> List.of(new PropertiesConfigSource(literally(properties(text)), VARIABLE, ORDINAL)))
                .orElse(List.of());
    }

    /** Escapes what would be read as an expression. */
    private static Map<String, String> literally(Map<String, String> properties) {
        var escaped = new HashMap<String, String>();
        properties.forEach((name, value) -> escaped.put(name, value.replace("$", "\\$")));
        return escaped;
    }

    private static Map<String, String> properties(String url) {
        try {
            return DatasourceProperties.of(DatabaseUrl.parse(url));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(VARIABLE + " cannot be used: " + e.getMessage() + ".");
        }
    }
}
