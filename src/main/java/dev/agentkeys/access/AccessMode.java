package dev.agentkeys.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The ways in which callers of the management API authenticate. An agent's internal key works in every mode. */
public enum AccessMode {
    STATIC,
    OIDC,
    GATEWAY;

    private static final String NONE = "none";

    /**
     * The modes of a comma list; an empty set for {@code none}.
     *
     * @throws IllegalArgumentException if the list is empty, has another word, or {@code none} beside others
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
