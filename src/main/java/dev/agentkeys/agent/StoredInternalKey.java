package dev.agentkeys.agent;

import dev.agentkeys.keymaterial.Sealed;
import java.util.UUID;

/** An agent's internal key as it is stored. */
record StoredInternalKey(UUID id, Sealed sealed) {}
