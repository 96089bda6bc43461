package dev.agentkeys.keymaterial;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.UUID;

/** The row that a sealed value belongs to. The value does not open in any other row. */
public record Binding(UUID keyId, UUID agentId, KeyType type) implements RowBinding {

    private static final int UUID_BYTES = 16;

    @Override
    public byte[] associatedData() {
        var typeName = type.wireName().getBytes(US_ASCII);
        return ByteBuffer.allocate(2 * UUID_BYTES + typeName.length)
                .putLong(keyId.getMostSignificantBits())
                .putLong(keyId.getLeastSignificantBits())
                .putLong(agentId.getMostSignificantBits())
                .putLong(agentId.getLeastSignificantBits())
                .put(typeName)
                .array();
    }

    @Override
    public String describe() {
        return "value of key " + keyId;
    }
}
