package dev.agentkeys.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Makes one of the small chunks of a body that arrive together. A chunk of a single byte would else take a hundred times
 * its size for as long as it waits for an agent that reads slowly.
 */
final class SmallChunks extends ChannelInboundHandlerAdapter {

    private static final int SMALL_BYTES = 1024;
    private static final int ENOUGH_BYTES = 8 * 1024;

    private final ClientConnection connection;
    private ByteBuf gathered = Unpooled.EMPTY_BUFFER;
    private int count;

    SmallChunks(ClientConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpContent chunk && isSmall(chunk)) {
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
