package dev.agentkeys.configuration;

import io.smallrye.config.EnvConfigSource;
import java.util.Map;
import java.util.Set;

/**
 * Properties that variables of the shell stand for. To Quarkus it is a source like the environment itself, because it
 * copies the values of all other sources into what it builds: a package that was built in a shell with
 * {@code DATABASE_URL} would hold the password.
 */
public final class VariablesSource extends EnvConfigSource {

    private static final long serialVersionUID = 1;

    private final transient Map<String, String> properties;
    private final String name;

    /** @param name what errors call this source */
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

    /** Is asked by the constructor above, too, which is not to find any. */
    @Override
    public Set<String> getPropertyNames() {
        return properties == null ? Set.of() : properties.keySet();
    }

    @Override
    public String getValue(String property) {
        return properties.get(property);
    }
}
