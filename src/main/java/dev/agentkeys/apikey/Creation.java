package dev.agentkeys.apikey;

import java.time.Instant;
import java.util.UUID;

/** How the statement that creates a key can end. */
sealed interface Creation {

    /** The key is stored. */
    record Done(UUID agentId, Instant createdAt) implements Creation {}

    /** The agent has a key of that type and name already. */
    record NameTaken(UUID agentId) implements Creation {}

    /** There is no such agent. */
    record AgentUnknown() implements Creation {}

    /** There was such an agent. */
    record AgentDeleted() implements Creation {}
}
