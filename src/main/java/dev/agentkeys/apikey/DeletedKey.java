package dev.agentkeys.apikey;

import dev.agentkeys.keymaterial.KeyType;
import java.util.UUID;

/** What is left to say of a key that was deleted. */
record DeletedKey(UUID id, UUID agentId, KeyType type) {}
