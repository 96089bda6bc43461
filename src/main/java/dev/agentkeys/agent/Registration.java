package dev.agentkeys.agent;

import java.util.Optional;

/**
 * What a registration left in the database.
 *
 * @param internalKey the agent's internal key, if the very statement that made the agent issued it
 * @param begins whether the agent was not running before: it is new, came back to life, or was only built
 */
record Registration(Agent agent, Optional<StoredInternalKey> internalKey, boolean begins) {}
