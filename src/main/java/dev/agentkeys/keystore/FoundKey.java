package dev.agentkeys.keystore;

import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.KeyType;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A key of a live agent, found by what a caller presents.
 *
 * @param fingerprint the fingerprint that it was found by; empty for a signing secret, which has none
 * @param outgoing whether its outgoing value found it: the value before a rotation whose overlap lasts
 */
public record FoundKey(
        UUID id,
        String name,
        KeyType type,
        UUID agentId,
        String agentName,
        Instant createdAt,
        Optional<Fingerprint> fingerprint,
        KeyStatus status,
        Optional<Instant> expiresAt,
        Optional<Instant> rotatedAt,
        boolean outgoing) {}
