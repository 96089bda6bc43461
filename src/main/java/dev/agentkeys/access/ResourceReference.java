package dev.agentkeys.access;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * An agent or a key that an operation is about, in the terms of the auth provider.
 *
 * @param selector its id
 * @param owner the agent itself, or the agent that the key belongs to; empty if this agent is not known
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

    /** Any agent. Before an agent is created, the service asks the auth provider about this reference. */
    public static ResourceReference anyAgent() {
        return new ResourceReference(Type.AGENT, "*", Optional.empty());
    }

    /** The key of that id, whose agent is not known. */
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
