package dev.agentkeys.database;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Lets {@code DATABASE_URL} configure both PostgreSQL clients. It ranks above the application's own properties and below
 * the environment and system properties, so that {@code QUARKUS_DATASOURCE_...} variables still override.
 */
public class DatabaseUrlConfigSourceFactory implements ConfigSourceFactory {

    private static final int ORDINAL = 275;
    /** After the sources that read the variable from a file. */
    private static final int PRIORITY = 200;

    /** The datasource properties that the variable stands for; none if it is not set. */
    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        var url = context.getValue("DATABASE_URL");
        // Raw, because a URL is not an expression: two dollar signs in a password are two.
        if (url == null || url.getRawValue() == null || url.getRawValue().isBlank()) {
            return List.of();
        }
        return List.of(new PropertiesConfigSource(literally(properties(url.getRawValue())), "DATABASE_URL", ORDINAL));
    }

    @Override
    public OptionalInt getPriority() {
        return OptionalInt.of(PRIORITY);
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
            throw new ConfigurationException("DATABASE_URL cannot be used: " + e.getMessage() + ".");
        }
    }
}
