package dev.agentkeys.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Reads a variable of this service from a file, if its {@code ..._FILE} form names one, because containers mount
 * secrets as files. If the variable itself is set too, its value applies.
 */
public class FileVariables implements ConfigSourceFactory {

    private static final Map<String, String> PROPERTIES = Map.of(
            "AGENTKEYS_KEY_RING", "agentkeys.key-ring",
            "AGENTKEYS_ACCESS_MODE", "agentkeys.access.mode",
            "AGENTKEYS_OPEN_REGISTRATION", "agentkeys.open-registration",
            "AGENTEX_AUTH_URL", "AGENTEX_AUTH_URL",
            "AGENTKEYS_PUBLIC_URL", "agentkeys.public-url",
            "AGENTEX_PUBLIC_URL", "AGENTEX_PUBLIC_URL",
            "AGENTKEYS_INGRESS_ALLOW_LOOPBACK", "agentkeys.ingress.allow-loopback");

    /** The properties whose variables are given as files. */
    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        var values = new HashMap<String, String>();
        PROPERTIES.forEach(
                (variable, property) -> read(context, variable).ifPresent(value -> values.put(property, value)));
        return List.of(new VariablesSource(values, "FileVariables", SourceOrdinals.FILE_VARIABLES));
    }

    /**
     * The content of the file that the {@code ..._FILE} form of a variable names, without the white space around it. Other
     * factories call this, because no factory sees the sources of another.
     */
    public static Optional<String> read(ConfigSourceContext context, String variable) {
        var name = variable + "_FILE";
        return Optional.ofNullable(context.getValue(name))
                .map(ConfigValue::getValue)
                .filter(path -> !path.isBlank())
                .map(path -> read(name, path));
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
