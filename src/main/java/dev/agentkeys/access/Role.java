package dev.agentkeys.access;

import java.util.LinkedHashSet;
import java.util.Set;

/** The roles that endpoints require. */
public final class Role {

    public static final String KEYS_READ = "keys:read";
    public static final String KEYS_WRITE = "keys:write";
    public static final String KEYS_VERIFY = "keys:verify";
    public static final String AGENTS_READ = "agents:read";
    public static final String AGENTS_WRITE = "agents:write";
    public static final String AUDIT_READ = "audit:read";

    /** An agent's own key gives this role, for that agent and no other. No configuration can grant it. */
    public static final String OWN_AGENT = "own-agent";

    /** Open registration gives this role to callers without credentials. No configuration can grant it. */
    public static final String OPEN_REGISTRATION = "open-registration";

    public static final Set<String> ALL =
            Set.of(KEYS_READ, KEYS_WRITE, KEYS_VERIFY, AGENTS_READ, AGENTS_WRITE, AUDIT_READ);

    private Role() {}

    /**
     * The roles of a list such as {@code keys:read+keys:write}.
     *
     * @throws IllegalArgumentException if a role is unknown, or the list is empty
     */
    public static Set<String> parse(String list) {
        var roles = new LinkedHashSet<String>();
        for (var role : list.split("\\+", -1)) {
            if (!ALL.contains(role.strip())) {
                throw new IllegalArgumentException("its roles must be some of keys:read, keys:write, keys:verify,"
                        + " agents:read, agents:write and audit:read, joined by '+'");
            }
            roles.add(role.strip());
        }
        return roles;
    }
}
