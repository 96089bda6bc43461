package dev.agentkeys.agent.registration;

import dev.agentkeys.agent.Agent;
import dev.agentkeys.keystore.SealedSecret;
import java.util.Optional;

/**
 * The agent and its internal key as a registration leaves them in the database.
 *
 * @param internalKey the agent's internal key; none if the agent was only built
 * @param issuesKey whether this registration issues that key
 * @param renewsKey whether this registration gives that key, which had expired, a new value
 */
record Registration(Agent agent, Optional<SealedSecret> internalKey, boolean issuesKey, boolean renewsKey) {}
