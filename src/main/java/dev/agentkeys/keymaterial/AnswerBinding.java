package dev.agentkeys.keymaterial;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * The requests that may get a kept answer. It does not open for others.
 *
 * @param scope the digest of what these requests have in common
 */
public record AnswerBinding(byte[] scope) implements RowBinding {

    /** Longer than all that a {@link Binding} has, so the two cannot be equal. */
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
