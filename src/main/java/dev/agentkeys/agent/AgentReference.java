package dev.agentkeys.agent;

import dev.agentkeys.database.Ids;
import dev.agentkeys.problem.ProblemException;
import java.util.Optional;
import java.util.UUID;

/** How a request says which agent it means: by id or by name, never both. */
public sealed interface AgentReference {

    /**
     * By id; a text that is no UUID names no agent.
     *
     * @param incarnation the only one that is meant; empty for the one that lives
     */
    record ById(String text, Optional<Integer> incarnation) implements AgentReference {

        /** In the incarnation that lives. */
        public ById(String text) {
            this(text, Optional.empty());
        }

        /** The id, if the text has the form of one. */
        public Optional<UUID> id() {
            return Ids.parse(text);
        }
    }

    /** By name. */
    record ByName(String text) implements AgentReference {}

    /** The id or name, as the request gave it. */
    String text();

    /**
     * The one reference of a request that has room for both; empty ones count as absent.
     *
     * @param purpose completes the sentence "... must be provided to", for the caller to read
     * @throws ProblemException if there is none, or both
     */
    static AgentReference of(String agentId, String agentName, String purpose) {
        boolean hasId = agentId != null && !agentId.isEmpty();
        boolean hasName = agentName != null && !agentName.isEmpty();
        if (hasId && hasName) {
            throw ProblemException.badRequest(
                    "Only one of 'agent_id' or 'agent_name' should be provided to " + purpose + ".");
        }
        if (!hasId && !hasName) {
            throw ProblemException.badRequest("Either 'agent_id' or 'agent_name' must be provided to " + purpose + ".");
        }
        return hasId ? new ById(agentId) : new ByName(agentName);
    }

    /** The problem of there being no such agent. */
    default ProblemException unknown() {
        var property = this instanceof ById ? "id" : "name";
        return ProblemException.notFound("Item with " + property + " '" + text() + "' does not exist.");
    }

    /** The problem of the agent having been deleted. */
    default ProblemException deleted() {
        return ProblemException.notFound("Agent " + text() + " not found");
    }
}
