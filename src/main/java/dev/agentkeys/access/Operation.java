package dev.agentkeys.access;

import java.util.Locale;

/** The operations on agents and keys, by the names that the auth provider uses. */
public enum Operation {
    CREATE,
    READ,
    UPDATE,
    DELETE,
    EXECUTE;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
