package dev.agentkeys.agent;

import dev.agentkeys.keystore.SealedSecret;
import java.util.Optional;

/**
 * What a registration leaves in the database.
 *
 * @param internalKey the agent's internal key; none if the agent was only built
 * @param issuesKey whether this registration issues that key
 */
record Registration(Agent agent, Optional<SealedSecret> internalKey, boolean issuesKey) {}
