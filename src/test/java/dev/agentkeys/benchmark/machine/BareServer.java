package dev.agentkeys.benchmark.machine;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.net.URI;

/**
 * The smallest server with Vert.x: it answers every request with the same bytes. It shows how many requests a client
 * can send. It is also the agent to which the service forwards requests.
 */
public final class BareServer implements AutoCloseable {

    private static final Buffer ANSWER = Buffer.buffer("{\"valid\":true}");

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final URI url;

    /** Listens on a free port of loopback. */
    public BareServer() {
        var server = vertx.createHttpServer().requestHandler(request -> request.response()
                .putHeader("Content-Type", "application/json")
                .end(ANSWER));
        Waiting.on(server.listen(0, "127.0.0.1"));
        url = URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** The URL of this server. */
    public URI url() {
        return url;
    }

    @Override
    public void close() {
        Waiting.on(vertx.close());
    }
}
