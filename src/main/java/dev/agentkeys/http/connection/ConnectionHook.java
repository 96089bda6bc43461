package dev.agentkeys.http.connection;

import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Gives the service access to the Netty pipeline of each accepted connection, which Quarkus does not offer. Vert.x calls
 * this class when it starts, because {@code META-INF/services} names it, and uses the transport that this class sets.
 * {@link ConnectionHandlers} adds handlers to each pipeline.
 *
 * <p>Dev mode keeps Vert.x and its servers when the code changes. A change in this package needs a restart of dev mode.
 */
public final class ConnectionHook implements VertxServiceProvider {

    @Override
    public void init(VertxBuilder builder) {
        builder.findTransport(new HookedTransport(builder.findTransport()));
    }
}
