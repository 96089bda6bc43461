package dev.agentkeys.keymaterial;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.UUID;

/** What a sealed value belongs to. The value opens only with an equal binding, so it does not open in another row. */
public sealed interface Binding {

    /** The data that AES-GCM authenticates together with the plaintext. No two bindings have the same data. */
    byte[] associatedData();

    /** Describes the sealed value for the log. */
    String describe();

    /** Binds the value of a key to the row of the key. */
    record OfKey(UUID keyId, UUID agentId, KeyType type) implements Binding {

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

    /**
     * Binds a kept answer to the requests that may get it. The answer does not open for other requests.
     *
     * @param scope the digest of what these requests have in common
     */
    record OfAnswer(byte[] scope) implements Binding {

        /** Longer than the associated data of every {@link OfKey}, so the two are never equal. */
        private static final byte[] LABEL = "agent-api-keys answer to requests of one scope".getBytes(US_ASCII);

        @Override
        public byte[] associatedData() {
            return ByteBuffer.allocate(LABEL.length + scope.length)
                    .put(LABEL)
                    .put(scope)
                    .array();
        }

        @Override
        public String describe() {
            return "answer";
        }
    }
}
