package dev.agentkeys.keymaterial;

import java.security.MessageDigest;

/**
 * Tells whether the ring key {@code keyId} has the same secret as elsewhere. It is derived from the secret under a label
 * of its own, so it tells nothing of the pepper or of the sealing key.
 */
public record CheckValue(String keyId, byte[] value) {

    /** Whether the other value was derived from the same secret. */
    public boolean matches(byte[] other) {
        return MessageDigest.isEqual(value, other);
    }
}
