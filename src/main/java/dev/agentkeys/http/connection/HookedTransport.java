package dev.agentkeys.http.connection;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.ThreadFactory;
import org.eclipse.microprofile.config.ConfigProvider;

/** Passes all calls on to Vert.x' own transport, and adds {@link ConnectionHandlers} to every server. */
final class HookedTransport implements Transport {

    /** Quarkus' default. */
    private static final int MANAGEMENT_PORT = 9000;

    private final Transport transport;

    HookedTransport(Transport transport) {
        this.transport = transport;
    }

    /**
     * Vert.x calls this once for each server, when the server starts to listen. Vert.x itself sets no handler on the
     * listening channel. Such a handler sees each accepted connection first. The port in the options tells which server
     * it is: the configured port, or a constant of {@code HttpServerOptionsUtils} if any free port may be used.
     */
    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        transport.configure(options, domainSocket, bootstrap);
        bootstrap.handler(new ConnectionHandlers(ConnectionLimits.current(), isManagement(options)));
    }

    private static boolean isManagement(NetServerOptions options) {
        var config = ConfigProvider.getConfig();
        return config.getOptionalValue("quarkus.management.enabled", Boolean.class)
                        .orElse(false)
                && config.getOptionalValue("quarkus.management.port", Integer.class)
                                .orElse(MANAGEMENT_PORT)
                        == options.getPort();
    }

    @Override
    public boolean supportsDomainSockets() {
        return transport.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return transport.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return transport.isAvailable();
    }

    @Override
    public Throwable unavailabilityCause() {
        return transport.unavailabilityCause();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
        return transport.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
        return transport.convert(address);
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        return transport.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return transport.datagramChannel();
    }

    @Override
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return transport.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return transport.channelFactory(domainSocket);
    }

    /** Whether the transport uses native channels, not those of the JDK. */
    private boolean isNative() {
        return transport.supportsDomainSockets();
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        var factory = transport.serverChannelFactory(domainSocket);
        return isNative() ? factory : FairChannel.Server::new;
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        transport.configure(channel, options);
    }

    @Override
    public void configure(ClientOptionsBase options, boolean domainSocket, Bootstrap bootstrap) {
        transport.configure(options, domainSocket, bootstrap);
    }
}
