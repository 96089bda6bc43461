package dev.agentkeys.ingress;

import io.vertx.core.buffer.Buffer;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A request body that is held while its signature is checked: in pieces, so that it is never copied as a whole. */
final class Body {

    /** Small chunks are gathered, or a body of single bytes would take a hundred times its size. */
    private static final int PIECE_BYTES = 64 * 1024;

    private static final int END = -1;

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
        return new Reading(pieces.iterator());
    }

    private Buffer last() {
        return pieces.get(pieces.size() - 1);
    }

    /** Hands out the bytes of the pieces where they are; none is copied before it is asked for. */
    private static final class Reading extends InputStream {

        private final Iterator<Buffer> rest;
        private Buffer piece = Buffer.buffer();
        private int position;

        private Reading(Iterator<Buffer> pieces) {
            rest = pieces;
        }

        @Override
        public int read() {
            return isAtEnd() ? END : Byte.toUnsignedInt(piece.getByte(position++));
        }

        @Override
        public int read(byte[] target, int offset, int max) {
            if (max == 0) {
                return 0;
            }
            if (isAtEnd()) {
                return END;
            }
            int count = Math.min(max, piece.length() - position);
            piece.getBytes(position, position + count, target, offset);
            position += count;
            return count;
        }

        private boolean isAtEnd() {
            while (position == piece.length() && rest.hasNext()) {
                piece = rest.next();
                position = 0;
            }
            return position == piece.length();
        }
    }
}
