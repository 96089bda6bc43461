package dev.agentkeys.access;

import java.util.Locale;

/** What is done with something protected, in the words of the auth provider. */
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
