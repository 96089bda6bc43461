package dev.agentkeys.keymaterial;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * Binds a kept answer to the requests that may get it. The answer does not open for other requests.
 *
 * @param scope the digest of what these requests have in common
 */
public record AnswerBinding(byte[] scope) implements RowBinding {

    /** Longer than the associated data of every {@link Binding}, so the two are never equal. */
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
