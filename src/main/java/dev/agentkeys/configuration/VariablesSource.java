package dev.agentkeys.configuration;

import io.smallrye.config.EnvConfigSource;
import java.util.Map;
import java.util.Set;

/**
 * Holds the properties that environment variables stand for. It extends the source of environment variables, because
 * Quarkus copies the values of all other sources into the package that it builds. A package that is built in a shell
 * with {@code DATABASE_URL} would then hold the password.
 */
public final class VariablesSource extends EnvConfigSource {

    private static final long serialVersionUID = 1;

    private final transient Map<String, String> properties;
    private final String name;

    /** @param name the name of this source in error messages */
    public VariablesSource(Map<String, String> properties, String name, int ordinal) {
        super(Map.of(), ordinal);
        this.properties = Map.copyOf(properties);
        this.name = name;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Map<String, String> getProperties() {
        return properties;
    }

    /** The superclass' constructor calls this too, before there are properties. */
    @Override
    public Set<String> getPropertyNames() {
        return properties == null ? Set.of() : properties.keySet();
    }

    @Override
    public String getValue(String property) {
        return properties.get(property);
    }
}
