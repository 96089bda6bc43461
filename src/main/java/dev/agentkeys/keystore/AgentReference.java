package dev.agentkeys.keystore;

import dev.agentkeys.database.Ids;
import dev.agentkeys.problem.ProblemException;
import java.util.Optional;
import java.util.UUID;

/**
 * An agent as a request names it, by id or by name. Authorization may add the id, and the only incarnation that the
 * caller may change. Answers still quote the request.
 *
 * @param property the property that the request names the agent by, {@code id} or {@code name}
 * @param text the value of that property, as the request gives it
 * @param id the id of the agent, if it is known; statements find the agent by it, and else by its name
 * @param incarnation the only incarnation that is meant; empty for the one that lives
 */
public record AgentReference(String property, String text, Optional<UUID> id, Optional<Integer> incarnation) {

    private static final String ID = "id";
    private static final String NAME = "name";

    /**
     * Refers to the agent of that id.
     *
     * @throws ProblemException if the text is not a UUID, because it is then the id of no agent
     */
    public static AgentReference byId(String text) {
        var id = Ids.parse(text);
        var reference = new AgentReference(ID, text, id, Optional.empty());
        if (id.isEmpty()) {
            throw reference.unknown();
        }
        return reference;
    }

    /** Refers to the agent of that name. */
    public static AgentReference byName(String name) {
        return new AgentReference(NAME, name, Optional.empty(), Optional.empty());
    }

    /**
     * The reference of a request that may give an id or a name. An empty text counts as absent.
     *
     * @param purpose completes the sentence "... must be provided to", for the caller to read
     * @throws ProblemException if the request gives neither or both, or an id that is not a UUID
     */
    public static AgentReference of(String agentId, String agentName, String purpose) {
        boolean hasId = agentId != null && !agentId.isEmpty();
        boolean hasName = agentName != null && !agentName.isEmpty();
        if (hasId && hasName) {
            throw ProblemException.badRequest(
                    "Only one of 'agent_id' or 'agent_name' should be provided to " + purpose + ".");
        }
        if (!hasId && !hasName) {
            throw ProblemException.badRequest("Either 'agent_id' or 'agent_name' must be provided to " + purpose + ".");
        }
        return hasId ? byId(agentId) : byName(agentName);
    }

    /** The same agent, found by its id. */
    public AgentReference withId(UUID known) {
        return new AgentReference(property, text, Optional.of(known), incarnation);
    }

    /** The same agent, found by its id, in that incarnation only. */
    public AgentReference withId(UUID known, int only) {
        return new AgentReference(property, text, Optional.of(known), Optional.of(only));
    }

    /** The problem that there is no such agent. */
    public ProblemException unknown() {
        return ProblemException.notFound("Item with " + property + " '" + text + "' does not exist.");
    }

    /** The problem that the agent was deleted. */
    public ProblemException deleted() {
        return ProblemException.notFound("Agent " + text + " not found");
    }

    /** Identifies the queue in which all writes about this agent wait for the database. */
    public String owner() {
        return id.map(UUID::toString).orElse(text);
    }
}
