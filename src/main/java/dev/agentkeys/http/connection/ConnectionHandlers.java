package dev.agentkeys.http.connection;

import dev.agentkeys.http.body.BodyMemory;
import dev.agentkeys.http.connection.HeldMemory.LoopMemory;
import dev.agentkeys.http.protocol.Http1Exchange;
import dev.agentkeys.http.protocol.Http2Rules;
import dev.agentkeys.http.protocol.UpgradeRemover;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Adds this service's handlers to the pipeline of each connection of one server. All servers of this process speak HTTP:
 * the public ones, with and without TLS, and that of the management port. There are three places for a handler:
 *
 * <ul>
 *   <li>{@link #addToBytes} runs when a connection is accepted, before Vert.x has added anything. Handlers see the bytes
 *       as they are on the wire, for every protocol.
 *   <li>{@link #addToHttp1} runs when a connection turns out to speak HTTP/1, before the first request is decoded.
 *       Handlers stand between the codec and Vert.x, so that they see {@code HttpRequest} and {@code HttpContent}, and
 *       may write {@code HttpResponse}.
 *   <li>{@link #addToHttp2} runs when a connection turns out to speak HTTP/2, before the first frame is decoded.
 * </ul>
 *
 * One instance serves all connections of a server. The handlers that it adds belong to one connection.
 */
@Sharable
final class ConnectionHandlers extends ChannelInboundHandlerAdapter implements ProtocolDetector.Handlers {

    private final ConnectionFailures failures = new ConnectionFailures();
    private final ConnectionLimits limits;
    private final boolean goFirst;
    private final OpenConnections connections;
    /** One for each event loop, because an event loop shares no connection with another. */
    private final FastThreadLocal<LoopMemory> memories;

    ConnectionHandlers(ConnectionLimits limits, boolean goFirst) {
        this.goFirst = goFirst;
        this.limits = limits;
        this.connections = new OpenConnections(limits.maxConnections());
        var answers = new AtomicLong();
        this.memories = new FastThreadLocal<>() {
            @Override
            protected LoopMemory initialValue() {
                return new LoopMemory(
                        new BodyMemory(limits.ofEventLoop(limits.headMemory())),
                        new BodyMemory(limits.ofEventLoop(limits.answerMemory()), limits.answerMemory(), answers));
            }
        };
    }

    /** Takes over a connection that was accepted. A listening channel "reads" connections. */
    @Override
    public void channelRead(ChannelHandlerContext listening, Object accepted) {
        var channel = (Channel) accepted;
        if (goFirst && channel instanceof FairChannel fair) {
            fair.goFirst();
        }
        var connection = new ClientConnection(channel, limits, memories::get);
        if (connections.add(channel, connection)) {
            addToBytes(channel.pipeline(), connection);
            listening.fireChannelRead(channel);
        } else {
            channel.unsafe().closeForcibly();
        }
    }

    /** Adds the handlers of a connection's bytes, the first one nearest to the wire. */
    private void addToBytes(ChannelPipeline pipeline, ClientConnection connection) {
        pipeline.addLast(connection, new ProtocolDetector(this));
    }

    /** Adds the first handler nearest to the wire. */
    @Override
    public void addToHttp1(ChannelPipeline pipeline, String next) {
        var connection = pipeline.get(ClientConnection.class);
        pipeline.addBefore(next, null, new SmallChunks(connection));
        pipeline.addBefore(next, null, new Http1Requests(connection));
        pipeline.addBefore(next, null, new UpgradeRemover());
        pipeline.addBefore(next, null, new Http1Exchange());
        pipeline.addBefore(next, null, failures);
    }

    @Override
    public void addToHttp2(ChannelPipeline pipeline, Http2ConnectionHandler connection) {
        var frames = new Http2Frames();
        pipeline.addBefore(pipeline.context(connection).name(), null, frames);
        var client = pipeline.get(ClientConnection.class);
        client.speaksHttp2(connection, frames);
        Http2Rules.install(connection, client::mayServe);
    }
}
