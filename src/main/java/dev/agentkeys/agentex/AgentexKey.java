package dev.agentkeys.agentex;

import dev.agentkeys.keymaterial.Secret;
import java.time.OffsetDateTime;

/**
 * A key as Agentex stores it.
 *
 * @param newer how many newer keys the agent has of that type and name
 */
record AgentexKey(
        String id, String agentId, String type, String name, Secret value, OffsetDateTime createdAt, long newer) {}
