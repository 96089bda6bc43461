package dev.agentkeys.http.protocol;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection after its last answer, although the caller may still be sending. First it ends the output. Then it
 * reads and drops the rest for a while, so that the caller can read the answer. Then it closes the connection.
 */
final class LingeringClose {

    private static final long LINGER_MILLIS = 5000;

    private final ChannelHandlerContext connection;
    private boolean receiving;
    private boolean begun;
    private Future<?> timer;

    /** {@code receiving} says whether the rest of the request may still arrive. */
    LingeringClose(ChannelHandlerContext connection, boolean receiving) {
        this.connection = connection;
        this.receiving = receiving;
    }

    /** Must be called when the answer has been written. */
    void begin() {
        begun = true;
        if (!receiving) {
            connection.close();
            return;
        }
        timer = connection.executor().schedule(() -> connection.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        connection.channel().config().setAutoRead(true);
        endOutput();
    }

    /** Drops a message that arrives meanwhile. */
    void discard(Object message) {
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent) {
            receiving = false;
            if (begun) {
                connection.close();
            }
        }
    }

    /** Stops the timer of a connection that is closed. */
    void cancel() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Ends the output, but not behind TLS: there a client may take it for the end of the connection. */
    private void endOutput() {
        if (connection.pipeline().get(SslHandler.class) == null
                && connection.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
    }
}
