package dev.agentkeys.forwarding.body;

import io.vertx.core.buffer.Buffer;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A request body in memory, while its signature is checked. It is in pieces, so it is never copied as a whole. */
public final class HeldBody {

    /** Pieces of this size gather small chunks. Separate chunks of one byte would take a hundred times their size. */
    private static final int PIECE_BYTES = 64 * 1024;

    private static final int END = -1;

    private final List<Buffer> pieces = new ArrayList<>();
    private int length;

    /** Appends a chunk. Fills each piece only to its capacity, because a buffer that grows further doubles its size. */
    public void append(Buffer chunk) {
        int from = 0;
        while (from < chunk.length()) {
            if (pieces.isEmpty()) {
                pieces.add(Buffer.buffer(Math.min(chunk.length(), PIECE_BYTES)));
            } else if (last().length() == PIECE_BYTES) {
                pieces.add(Buffer.buffer(PIECE_BYTES));
            }
            int count = Math.min(chunk.length() - from, PIECE_BYTES - last().length());
            last().appendBuffer(chunk, from, count);
            from += count;
        }
        length += chunk.length();
    }

    /** Releases the content. */
    void clear() {
        pieces.clear();
        length = 0;
    }

    public int length() {
        return length;
    }

    public List<Buffer> pieces() {
        return pieces;
    }

    public InputStream stream() {
        return new Reading(pieces.iterator());
    }

    private Buffer last() {
        return pieces.get(pieces.size() - 1);
    }

    /** Reads the pieces one by one, without a copy of the whole. */
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
