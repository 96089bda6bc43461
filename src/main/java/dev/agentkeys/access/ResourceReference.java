package dev.agentkeys.access;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * An agent or a key that a caller wants to do something to, as the auth provider names it.
 *
 * @param selector its id
 * @param owner the agent that it is or belongs to; empty if this is not known
 */
public record ResourceReference(Type type, String selector, Optional<UUID> owner) {

    /** The types of resources. */
    public enum Type {
        AGENT,
        API_KEY;

        /** The name of the type in the requests to the auth provider. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The agent of that id. */
    public static ResourceReference agent(UUID id) {
        return new ResourceReference(Type.AGENT, id.toString(), Optional.of(id));
    }

    /** Any agent: the auth provider is asked about it before an agent is created. */
    public static ResourceReference anyAgent() {
        return new ResourceReference(Type.AGENT, "*", Optional.empty());
    }

    /** The key of that id, of an agent that is not known. */
    public static ResourceReference apiKey(UUID id) {
        return new ResourceReference(Type.API_KEY, id.toString(), Optional.empty());
    }

    /** The key of that id, which belongs to that agent. */
    public static ResourceReference apiKey(UUID id, UUID agentId) {
        return new ResourceReference(Type.API_KEY, id.toString(), Optional.of(agentId));
    }

    boolean belongsTo(Caller.Agent agent) {
        return owner.filter(agent.id()::equals).isPresent();
    }

    @Override
    public String toString() {
        return type.wireName() + " " + selector;
    }
}
