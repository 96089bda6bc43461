package dev.agentkeys.access;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The access modes that are switched on. */
@ApplicationScoped
public class AccessModes {

    private final boolean configured;
    private final boolean production;
    private final Set<AccessMode> modes;

    AccessModes(AccessConfig config, LaunchMode launchMode) {
        var list = config.mode().filter(text -> !text.isBlank());
        configured = list.isPresent();
        production = launchMode == LaunchMode.NORMAL;
        try {
            modes = list.map(AccessMode::parse).orElseGet(() -> EnumSet.noneOf(AccessMode.class));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("AGENTKEYS_ACCESS_MODE cannot be used: " + e.getMessage() + ".");
        }
    }

    /** Whether that mode is switched on. */
    public boolean has(AccessMode mode) {
        return modes.contains(mode);
    }

    /** Whether every caller may do everything: the mode is {@code none}, or no mode is set outside of production. */
    public boolean open() {
        return modes.isEmpty() && (configured || !production);
    }

    /** Whether the configuration sets a mode; {@code none} counts as one. */
    public boolean configured() {
        return configured;
    }

    /** Whether the service runs in production, and not in dev or in a test. */
    public boolean production() {
        return production;
    }

    /** The ways in which callers of the management API authenticate. An agent's internal key works in every mode. */
    public enum AccessMode {
        STATIC,
        OIDC,
        GATEWAY;

        private static final String NONE = "none";

        /**
         * The modes of a comma-separated list; an empty set for {@code none}.
         *
         * @throws IllegalArgumentException if the list is empty, has an unknown word, or has {@code none} beside other
         *     modes
         */
        static Set<AccessMode> parse(String list) {
            if (list.strip().equalsIgnoreCase(NONE)) {
                return EnumSet.noneOf(AccessMode.class);
            }
            var modes = EnumSet.noneOf(AccessMode.class);
            for (var word : list.split(",", -1)) {
                modes.add(Arrays.stream(values())
                        .filter(mode -> mode.name().equals(word.strip().toUpperCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "it must be a comma list of static, oidc and gateway, or none alone")));
            }
            return modes;
        }
    }
}
