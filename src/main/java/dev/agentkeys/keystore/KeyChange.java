package dev.agentkeys.keystore;

import java.util.Optional;

/**
 * What a key is to be, apart from its value.
 *
 * @param expiry when it is to expire; empty if that stays as it is
 * @param metadata a JSON object, in its compact form
 * @param selfRotation whether who holds the key may rotate it
 */
public record KeyChange(
        String name, boolean enabled, Optional<Expiry> expiry, Optional<String> metadata, boolean selfRotation) {}
