package dev.agentkeys.agent;

import java.util.Optional;

/** What a registration left in the database: the agent, and its internal key if this very registration issued it. */
record Registration(Agent agent, Optional<StoredInternalKey> internalKey) {}
