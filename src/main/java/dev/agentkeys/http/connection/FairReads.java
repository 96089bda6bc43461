package dev.agentkeys.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.BooleanSupplier;

/**
 * Decides how much is read of one connection before the turn of the next. Bytes are cheap, but the pieces that a client
 * cuts them into are not. Thousands of chunks of one byte take as long as megabytes, and so do many requests of HTTP/2
 * at once. All other connections of the event loop wait meanwhile. So if a connection has brought many pieces, little
 * is read of it at a time.
 */
final class FairReads implements RecvByteBufAllocator {

    private static final int MIN_BYTES = 64;
    private static final int FIRST_BYTES = 2048;
    /** Bounded, because the reads of many connections, and the unfinished frame of each, must fit into memory. */
    private static final int MAX_BYTES = 16 * 1024;

    static final int MANY_PIECES = 64;
    private static final int FEW_BYTES = 512;
    /** Most first requests fit into this. */
    private static final int SMALL_FIRST_BYTES = 1024;
    /** Little is read of a connection until {@link #FEW_BYTES} bring no more pieces than this. */
    private static final int FEW_PIECES = 4;

    private final RecvByteBufAllocator usual = new AdaptiveRecvByteBufAllocator(MIN_BYTES, FIRST_BYTES, MAX_BYTES);
    private final BooleanSupplier startsSmall;
    private boolean littleAtATime;

    /** {@code startsSmall} tells whether the loop has too much to do for a large first read. */
    FairReads(BooleanSupplier startsSmall) {
        this.startsSmall = startsSmall;
    }

    /** Must be called after each read, and may be called before its end, with the number of small pieces that it brought. */
    void brought(int pieces) {
        littleAtATime = pieces >= MANY_PIECES || littleAtATime && pieces > FEW_PIECES;
    }

    private boolean isLittle() {
        return littleAtATime || startsSmall.getAsBoolean();
    }

    @Override
    public ExtendedHandle newHandle() {
        return new FairHandle((ExtendedHandle) usual.newHandle());
    }

    private final class FairHandle extends DelegatingHandle implements ExtendedHandle {

        private final ExtendedHandle usually;

        FairHandle(ExtendedHandle usually) {
            super(usually);
            this.usually = usually;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator buffers) {
            return isLittle() ? buffers.ioBuffer(guess()) : usually.allocate(buffers);
        }

        @Override
        public int guess() {
            return littleAtATime ? FEW_BYTES : startsSmall.getAsBoolean() ? SMALL_FIRST_BYTES : usually.guess();
        }

        @Override
        public boolean continueReading() {
            return !littleAtATime && usually.continueReading();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return !littleAtATime && usually.continueReading(maybeMore);
        }
    }
}
