package dev.agentkeys.database;

import dev.agentkeys.configuration.FileVariables;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Lets {@code DATABASE_URL}, or the file that {@code DATABASE_URL_FILE} names, configure both PostgreSQL clients. It
 * ranks above the application's own properties and below the environment and system properties, so that
 * {@code QUARKUS_DATASOURCE_...} variables still override.
 */
public class DatabaseUrlConfigSourceFactory implements ConfigSourceFactory {

    private static final int ORDINAL = 275;
    private static final String VARIABLE = "DATABASE_URL";

    /** The datasource properties that the variable stands for; none if it is not set. */
    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        return Optional.ofNullable(context.getValue(VARIABLE))
                .map(ConfigValue::getValue)
                .filter(url -> !url.isBlank())
                .or(() -> FileVariables.fromFile(context, VARIABLE))
                .<List<ConfigSource>>map(url -> List.of(new PropertiesConfigSource(properties(url), VARIABLE, ORDINAL)))
                .orElse(List.of());
    }

    private static Map<String, String> properties(String url) {
        try {
            return DatasourceProperties.of(DatabaseUrl.parse(url));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("DATABASE_URL cannot be used: " + e.getMessage() + ".");
        }
    }
}
