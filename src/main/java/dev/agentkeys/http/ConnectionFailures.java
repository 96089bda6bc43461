package dev.agentkeys.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.jboss.logging.Logger;

/**
 * Ends a connection that fails. What its peer does is no bug of this service, be it a reset or bytes that cannot be
 * decoded, and is for those who debug; Netty and Vert.x would warn of it with a stack trace. All else is an error.
 */
@Sharable
final class ConnectionFailures extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = Logger.getLogger(ConnectionFailures.class);

    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable failure) {
        end(connection, failure);
    }

    /** Vert.x tells the requests under way that the connection has been closed. */
    static void end(ChannelHandlerContext connection, Throwable failure) {
        if (failure instanceof IOException || failure instanceof DecoderException) {
            LOG.debugf("A connection ended: %s", failure);
        } else {
            LOG.error("A connection failed", failure);
        }
        connection.close();
    }
}
