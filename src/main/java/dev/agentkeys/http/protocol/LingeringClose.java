package dev.agentkeys.http.protocol;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection whose last answer was written while its caller may still be sending: says at once that nothing more
 * comes, reads and drops the rest for a while, so that the caller gets to read the answer, and closes then.
 */
final class LingeringClose {

    private static final long LINGER_MILLIS = 5000;

    private final ChannelHandlerContext connection;
    private boolean receiving;
    private boolean begun;
    private Future<?> timer;

    /** {@code receiving} says whether the request is not at its end yet. */
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

    /** Takes what comes meanwhile. */
    void discard(Object message) {
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent) {
            receiving = false;
            if (begun) {
                connection.close();
            }
        }
    }

    /** Forgets the connection, which is closed. */
    void cancel() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Not behind TLS, where an end of the output may be taken for that of the connection. */
    private void endOutput() {
        if (connection.pipeline().get(SslHandler.class) == null
                && connection.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
    }
}
