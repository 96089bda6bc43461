package dev.agentkeys.apikey;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;
import dev.agentkeys.keystore.AgentReference;
import java.time.OffsetDateTime;

/**
 * A key as a request asks for it.
 *
 * @param value the value that the caller chooses; a value is generated if it is null or empty
 * @param expiresAt when the key expires, or null
 * @param expiresIn in how many seconds it expires, or null
 * @param metadata what to note about it, or null
 * @param selfRotation whether its holder may rotate it
 */
public record RequestedKey(
        AgentReference agent,
        KeyType type,
        String name,
        Secret value,
        OffsetDateTime expiresAt,
        Long expiresIn,
        ObjectNode metadata,
        boolean selfRotation) {

    /** The most bytes of the metadata in its compact form. */
    public static final int MAX_METADATA = 4096;
}
