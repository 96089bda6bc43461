package dev.agentkeys.http;

import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * The way into the Netty pipeline of a connection that an HTTP server has accepted, which Quarkus does not offer. Vert.x
 * calls this class when it starts, because {@code META-INF/services} names it, and takes its transport from here.
 * {@link ConnectionHandlers} says what is added to a pipeline.
 *
 * <p>Dev mode keeps Vert.x, its servers and therefore this package as they were at the first start: a change here needs
 * a restart of dev mode.
 */
public final class ConnectionHook implements VertxServiceProvider {

    @Override
    public void init(VertxBuilder builder) {
        builder.findTransport(new HookedTransport(builder.findTransport()));
    }
}
