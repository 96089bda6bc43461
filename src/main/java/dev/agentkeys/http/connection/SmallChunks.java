package dev.agentkeys.http.connection;

import dev.agentkeys.http.protocol.TooManyChunksException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Merges the small chunks of a body that arrive together. A separate chunk of one byte would take a hundred times its
 * size while it waits for an agent that reads slowly.
 *
 * <p>Decoding a chunk of one byte takes as long as decoding one of thousands, so a body of 64 KB in chunks of one byte
 * costs as much as hundreds of requests. This class refuses a body with too many tiny chunks. Only chunks count that
 * arrive together with many others. A client that streams letters or words sends each of them separately. A client that
 * has the whole body fills its chunks with kilobytes.
 */
final class SmallChunks extends ChannelInboundHandlerAdapter {

    private static final int SMALL_BYTES = 1024;
    private static final int ENOUGH_BYTES = 8 * 1024;

    private static final int TINY_BYTES = 16;
    /** How many do not count in one read. They may be words that waited for the network. */
    private static final int FEW_TINY = 16;
    /** How many may count in one body. */
    private static final int MAX_TINY = 512;

    private final ClientConnection connection;
    private ByteBuf gathered = Unpooled.EMPTY_BUFFER;
    private boolean refused;
    private int count;
    private int tiny;
    private int tinyOfBody;

    SmallChunks(ClientConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            tinyOfBody = 0;
        }
        if (message instanceof HttpContent chunk && isSmall(chunk)) {
            if (isOneTooMany(chunk)) {
                refuse(context, chunk);
                return;
            }
            gather(chunk);
            if (gathered.readableBytes() >= ENOUGH_BYTES) {
                passGathered(context);
            }
        } else {
            passGathered(context);
            context.fireChannelRead(message);
        }
    }

    private static boolean isSmall(HttpContent chunk) {
        return !(chunk instanceof LastHttpContent)
                && chunk.decoderResult().isSuccess()
                && chunk.content().readableBytes() < SMALL_BYTES;
    }

    private boolean isOneTooMany(HttpContent chunk) {
        if (chunk.content().readableBytes() < TINY_BYTES && ++tiny > FEW_TINY) {
            tinyOfBody++;
        }
        return tinyOfBody > MAX_TINY;
    }

    private void refuse(ChannelHandlerContext context, HttpContent chunk) {
        if (refused) {
            chunk.release();
            return;
        }
        refused = true;
        gathered = Unpooled.EMPTY_BUFFER;
        connection.ignoreRest();
        chunk.setDecoderResult(DecoderResult.failure(new TooManyChunksException()));
        context.fireChannelRead(chunk);
    }

    private void gather(HttpContent chunk) {
        if (!gathered.isReadable()) {
            gathered = Unpooled.buffer(chunk.content().readableBytes());
        }
        count++;
        if (count >= FairReads.MANY_PIECES) {
            connection.broughtChunks(count); // So that no more is read in this turn.
        }
        gathered.writeBytes(chunk.content());
        chunk.release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        passGathered(context);
        connection.broughtChunks(count);
        count = 0;
        tiny = 0;
        context.fireChannelReadComplete();
    }

    private void passGathered(ChannelHandlerContext context) {
        if (gathered.isReadable()) {
            var chunk = new DefaultHttpContent(gathered);
            gathered = Unpooled.EMPTY_BUFFER;
            context.fireChannelRead(chunk);
        }
    }
}
