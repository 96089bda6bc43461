package dev.agentkeys.access.oidc;

import dev.agentkeys.access.Role;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Maps the values of a token's roles claim to roles. Without a configured mapping, the values are the roles. Kubernetes'
 * tokens, for example, have a subject but no roles.
 */
record RoleMapping(Map<String, Set<String>> roles) {

    /** No mapping: values are roles. */
    static final RoleMapping NONE = new RoleMapping(Map.of());

    /** @throws ConfigurationException if the text is malformed or empty */
    static RoleMapping parse(String text) {
        var mapping = new HashMap<String, Set<String>>();
        for (var entry : text.split("[,\\r\\n]")) {
            if (!entry.isBlank()) {
                int equals = entry.lastIndexOf('=');
                if (equals < 1) {
                    throw unusable("an entry is not value=role+role");
                }
                try {
                    mapping.computeIfAbsent(entry.substring(0, equals).strip(), value -> new HashSet<>())
                            .addAll(Role.parse(entry.substring(equals + 1)));
                } catch (IllegalArgumentException e) {
                    throw unusable(e.getMessage());
                }
            }
        }
        if (mapping.isEmpty()) {
            throw unusable("it has no entry");
        }
        return new RoleMapping(mapping);
    }

    Set<String> rolesOf(Collection<String> claimed) {
        return roles.isEmpty()
                ? claimed.stream().filter(Role.ALL::contains).collect(Collectors.toSet())
                : claimed.stream()
                        .flatMap(value -> roles.getOrDefault(value, Set.of()).stream())
                        .collect(Collectors.toSet());
    }

    private static ConfigurationException unusable(String why) {
        return new ConfigurationException("AGENTKEYS_ACCESS_OIDC_ROLE_MAPPING cannot be used: " + why + ".");
    }
}
