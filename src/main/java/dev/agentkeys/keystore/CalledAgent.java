package dev.agentkeys.keystore;

import java.util.Optional;
import java.util.UUID;

/**
 * A live agent that a request is to be forwarded to.
 *
 * @param acpUrl where the agent listens
 * @param key the key of this agent that the caller presents, if any
 */
public record CalledAgent(UUID id, String name, String acpUrl, Optional<FoundKey> key) {}
