package dev.agentkeys.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.agentkeys.http.body.BodyMemory;
import dev.agentkeys.http.connection.HeldMemory.LoopMemory;
import dev.agentkeys.http.connection.ReadTurns.Rank;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each connection that waits for its turn is read in the end, also if its reading was paused meanwhile. */
class FairChannelTest {

    private static final int CLIENTS = 30;
    private static final int BYTES = 50_000;
    private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final Duration FOREVER = Duration.ofDays(1);
    private static final ConnectionLimits LIMITS =
            new ConnectionLimits(Integer.MAX_VALUE, FOREVER, FOREVER, Long.MAX_VALUE, Long.MAX_VALUE);
    private static final LoopMemory MEMORY =
            new LoopMemory(new BodyMemory(Long.MAX_VALUE), new BodyMemory(Long.MAX_VALUE));

    private final NioEventLoopGroup loops = new NioEventLoopGroup(1);
    private Channel server;

    @BeforeEach
    void listen() throws InterruptedException {
        server = new ServerBootstrap()
                .group(loops)
                .channelFactory(FairChannel.Server::new)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new ClientConnection(channel, LIMITS, () -> MEMORY), new Worker());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void allBytesOfAllConnectionsAreRead() throws IOException {
        var clients = new ArrayList<Socket>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Socket(
                        InetAddress.getLoopbackAddress(), ((InetSocketAddress) server.localAddress()).getPort()));
            }
            for (var client : clients) {
                client.getOutputStream().write(new byte[BYTES]);
                client.shutdownOutput();
            }
            for (var client : List.copyOf(clients)) {
                client.setSoTimeout(60_000);
                assertEquals(-1, client.getInputStream().read());
            }
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }

    @Test
    void answeredConnectionsAndManagementConnectionsGoBeforeNewOnes() throws IOException {
        var added = new FairChannel(server, SocketChannel.open());
        var answered = new FairChannel(server, SocketChannel.open());
        var probe = new FairChannel(server, SocketChannel.open());
        try {
            answered.answered();
            probe.goFirst();

            assertEquals(Rank.NEW, added.rank());
            assertEquals(Rank.SERVED, answered.rank());
            assertEquals(Rank.SERVED, probe.rank());
        } finally {
            for (var channel : List.of(added, answered, probe)) {
                channel.unsafe().closeForcibly();
            }
        }
    }

    /**
     * Keeps the event loop busy with each read, pauses reading in between, and closes the connection after the last
     * byte.
     */
    private static final class Worker extends SimpleChannelInboundHandler<ByteBuf> {

        private int missing = BYTES;
        private int reads;

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            missing -= bytes.readableBytes();
            long start = System.nanoTime();
            while (System.nanoTime() - start < WORK_NANOS) {
                Thread.onSpinWait();
            }
            if (missing == 0) {
                context.close();
            } else if (++reads % 2 == 0) {
                context.channel().config().setAutoRead(false);
                context.executor().execute(() -> context.channel().config().setAutoRead(true));
            }
        }
    }
}
