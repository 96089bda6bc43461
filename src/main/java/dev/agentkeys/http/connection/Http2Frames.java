package dev.agentkeys.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Counts the bytes of an HTTP/2 connection that belong to an unfinished frame, or to the unfinished head of a request
 * in several frames. The codec keeps them until the rest arrives. This handler is right before the codec.
 */
final class Http2Frames extends ChannelInboundHandlerAdapter {

    private static final int HEAD_BYTES = 9;
    private static final int LENGTH_BYTES = 3;
    private static final int TYPE_AT = 3;
    private static final int FLAGS_AT = 4;

    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    /** A head begins a request, which costs more than other frames. */
    private static final int WORK_OF_REQUEST = 16;

    /** The first bytes of a connection's preface, read as the length of a frame. No frame may be that long. */
    private static final int LENGTH_IN_PREFACE = 'P' << 16 | 'R' << 8 | 'I';

    private static final int PREFACE_BYTES = 24;

    private int headBytes;
    private int length;
    private int type;
    private int flags;
    private int missing;
    private boolean headIsOpen;
    private long unfinished;
    private long finished;
    private long work;

    @Override
    public void channelRead(ChannelHandlerContext connection, Object message) {
        var bytes = (ByteBuf) message;
        int next = bytes.readerIndex();
        while (next < bytes.writerIndex()) {
            int taken = headBytes < HEAD_BYTES
                    ? takeOfHead(bytes.getUnsignedByte(next))
                    : Math.min(missing, bytes.writerIndex() - next);
            next += taken;
            unfinished += taken;
            if (headBytes == HEAD_BYTES) {
                missing -= taken;
                if (missing == 0) {
                    end();
                }
            }
        }
        connection.fireChannelRead(bytes);
    }

    /** Takes one byte of a frame's head. The byte counts as missing until the caller subtracts it. */
    private int takeOfHead(int octet) {
        if (headBytes < LENGTH_BYTES) {
            length = length << Byte.SIZE | octet;
        } else if (headBytes == TYPE_AT) {
            type = octet;
        } else if (headBytes == FLAGS_AT) {
            flags = octet;
        }
        headBytes++;
        missing = 1 + (length == LENGTH_IN_PREFACE ? PREFACE_BYTES - HEAD_BYTES : length);
        return 1;
    }

    private void end() {
        headBytes = 0;
        length = 0;
        if (type == HEADERS || type == CONTINUATION) {
            headIsOpen = (flags & END_HEADERS) == 0;
        }
        if (!headIsOpen) {
            unfinished = 0;
            finished++;
            work += type == HEADERS || type == CONTINUATION ? WORK_OF_REQUEST : 1;
        }
    }

    /** How many bytes have come since the end of the last whole frame. */
    long unfinished() {
        return unfinished;
    }

    /** How much work the frames have caused. Most frames count as one. */
    long work() {
        return work;
    }

    /** How many frames have ended. The frames of one head count as one. */
    long finished() {
        return finished;
    }
}
