package dev.agentkeys.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Lets each of the service's variables be given as {@code ..._FILE} with a path, as secrets are mounted in containers.
 * The variable itself, where it is set too, wins.
 */
public class FileVariables implements ConfigSourceFactory {

    private static final int ORDINAL = 290;

    private static final Map<String, String> PROPERTIES = Map.of("AGENTKEYS_KEY_RING", "agentkeys.key-ring");

    /** What the files named by {@code ..._FILE} variables hold, without the white space around it. */
    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        var values = new HashMap<String, String>();
        PROPERTIES.forEach(
                (variable, property) -> fromFile(context, variable).ifPresent(value -> values.put(property, value)));
        return List.of(new PropertiesConfigSource(values, "FileVariables", ORDINAL));
    }

    /**
     * The variable's value as its {@code ..._FILE} form gives it: for another factory of sources, which does not see
     * what this one makes.
     */
    public static Optional<String> fromFile(ConfigSourceContext context, String variable) {
        var path = context.getValue(variable + "_FILE");
        return path == null || path.getValue() == null || path.getValue().isBlank()
                ? Optional.empty()
                : Optional.of(read(variable + "_FILE", path.getValue()));
    }

    private static String read(String variable, String path) {
        try {
            return Files.readString(Path.of(path), UTF_8).strip();
        } catch (IOException e) {
            throw new ConfigurationException(variable + " names " + path + ", which cannot be read: "
                    + e.getClass().getSimpleName() + ".");
        }
    }
}
