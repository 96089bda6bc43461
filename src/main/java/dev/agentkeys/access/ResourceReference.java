package dev.agentkeys.access;

import java.util.Locale;
import java.util.UUID;

/** Something that callers may or may not touch, as the auth provider names it: its type, and its id. */
public record ResourceReference(Type type, String selector) {

    /** The types of this service. */
    public enum Type {
        AGENT,
        API_KEY;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static ResourceReference agent(UUID id) {
        return new ResourceReference(Type.AGENT, id.toString());
    }

    /** Whichever agent: what creating one is asked about. */
    public static ResourceReference anyAgent() {
        return new ResourceReference(Type.AGENT, "*");
    }

    public static ResourceReference apiKey(UUID id) {
        return new ResourceReference(Type.API_KEY, id.toString());
    }

    @Override
    public String toString() {
        return type.wireName() + " " + selector;
    }
}
