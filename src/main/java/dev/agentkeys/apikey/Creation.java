package dev.agentkeys.apikey;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How the statement that creates a key ended under a live agent.
 *
 * @param agentId the agent
 * @param createdAt when the key was created; empty if the agent has one of that type and name already
 */
record Creation(UUID agentId, Optional<Instant> createdAt) {}
