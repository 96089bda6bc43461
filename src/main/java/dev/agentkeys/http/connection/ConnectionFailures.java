package dev.agentkeys.http.connection;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.jboss.logging.Logger;

/**
 * Closes a connection that fails. A reset, or bytes that cannot be decoded, are a mistake of the client. This class
 * logs them at level DEBUG, where Netty and Vert.x would log a warning with a stack trace. It logs every other failure
 * as an error.
 */
@Sharable
final class ConnectionFailures extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = Logger.getLogger(ConnectionFailures.class);

    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable failure) {
        end(connection, failure);
    }

    /** Closes the connection. Vert.x then fails the requests that are under way on it. */
    static void end(ChannelHandlerContext connection, Throwable failure) {
        if (failure instanceof IOException || failure instanceof DecoderException) {
            LOG.debugf("A connection ended: %s", failure);
        } else {
            LOG.error("A connection failed", failure);
        }
        connection.close();
    }
}
