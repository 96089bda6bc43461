package dev.agentkeys.ingress;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A request body that is held while its signature is checked: in pieces, so that it is never copied as a whole. */
final class Body {

    /** Small chunks are gathered, or a body of single bytes would take a hundred times its size. */
    private static final int PIECE_BYTES = 64 * 1024;

    private final List<Buffer> pieces = new ArrayList<>();
    private int length;

    void append(Buffer chunk) {
        if (pieces.isEmpty() || last().length() >= PIECE_BYTES) {
            pieces.add(Buffer.buffer(chunk.length()));
        }
        last().appendBuffer(chunk);
        length += chunk.length();
    }

    int length() {
        return length;
    }

    List<Buffer> pieces() {
        return pieces;
    }

    InputStream stream() {
        return new SequenceInputStream(Collections.enumeration(pieces.stream()
                .map(piece -> (InputStream) new ByteArrayInputStream(piece.getBytes()))
                .toList()));
    }

    private Buffer last() {
        return pieces.get(pieces.size() - 1);
    }
}
