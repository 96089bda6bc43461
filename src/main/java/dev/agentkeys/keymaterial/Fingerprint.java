package dev.agentkeys.keymaterial;

/**
 * What a presentable key is looked up by: HMAC-SHA-256, under the pepper of the ring key {@code keyId}, over the type
 * and the key. Without the pepper it tells nothing, not even of a key that can be guessed.
 */
public record Fingerprint(String keyId, byte[] value) {}
