package dev.agentkeys.keymaterial;

import java.security.MessageDigest;

/**
 * Shows whether the ring key {@code keyId} has the same secret in two places. It is derived from the secret under a
 * separate label, so it reveals nothing about the pepper or the sealing key.
 */
public record CheckValue(String keyId, byte[] value) {

    /** Whether the other value was derived from the same secret. */
    public boolean matches(byte[] other) {
        return MessageDigest.isEqual(value, other);
    }
}
