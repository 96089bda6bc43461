package dev.agentkeys.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.function.BooleanSupplier;

/**
 * How much is read of one connection before it is the turn of the next. Bytes are cheap, but the pieces that a client
 * cuts them into are not: thousands of chunks of one byte take as long as megabytes, and all others of the event loop
 * wait meanwhile; so do many requests of HTTP/2 at once. If a connection has brought many pieces, little is read of it at
 * a time.
 */
final class FairReads implements RecvByteBufAllocator {

    private static final int MIN_BYTES = 64;
    private static final int FIRST_BYTES = 2048;
    /** What many connections read at once, and what each holds of a frame that has not arrived, must fit into memory. */
    private static final int MAX_BYTES = 16 * 1024;

    static final int MANY_PIECES = 64;
    private static final int FEW_BYTES = 512;
    /** Most first requests are in so many bytes. */
    private static final int SMALL_FIRST_BYTES = 1024;
    /** Of so many bytes. */
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
