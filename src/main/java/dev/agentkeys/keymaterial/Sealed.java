package dev.agentkeys.keymaterial;

/** A secret encrypted under the ring key {@code keyId}: version byte, nonce, ciphertext with its tag. */
public record Sealed(String keyId, byte[] value) {}
