package dev.agentkeys.keymaterial;

/**
 * The value that a key is looked up by: HMAC-SHA-256 over the type and the key, under the pepper of the ring key
 * {@code keyId}. Without the pepper it reveals nothing, not even about a key that is easy to guess.
 */
public record Fingerprint(String keyId, byte[] value) {}
