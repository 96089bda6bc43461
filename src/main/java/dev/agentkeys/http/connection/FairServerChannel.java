package dev.agentkeys.http.connection;

import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;

/** Listens for connections that take turns. */
final class FairServerChannel extends NioServerSocketChannel {

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        var socket = javaChannel().accept();
        if (socket == null) {
            return 0;
        }
        accepted.add(new FairChannel(this, socket));
        return 1;
    }
}
