package dev.agentkeys.agent.registration;

import dev.agentkeys.agent.Agent;
import dev.agentkeys.keymaterial.SealedSecret;
import java.util.Optional;

/**
 * The agent and its internal key as a registration leaves them in the database.
 *
 * @param internalKey the agent's internal key; empty if the agent is only built
 * @param issuesKey whether this registration issues that key
 * @param renewsKey whether that key had expired, and this registration gives it a new value
 */
record Registration(Agent agent, Optional<SealedSecret> internalKey, boolean issuesKey, boolean renewsKey) {}
