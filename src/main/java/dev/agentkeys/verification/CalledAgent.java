package dev.agentkeys.verification;

import java.util.Optional;
import java.util.UUID;

/** An agent that somebody wants to call, where it is, and the key of it that the caller proved to have, if any. */
public record CalledAgent(UUID id, String name, String acpUrl, Optional<VerifiedKey> key) {}
