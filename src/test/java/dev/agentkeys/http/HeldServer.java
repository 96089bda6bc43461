package dev.agentkeys.http;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A server that holds the body of each request, as forwarding does, and calls the test's handler. */
public final class HeldServer {

    private static final int TIMEOUT_SECONDS = 20;

    private final Vertx vertx;
    private final int port;

    public HeldServer(Vertx vertx, Consumer<RoutingContext> handler) throws Exception {
        this.vertx = vertx;
        var router = Router.router(vertx);
        router.route().handler(context -> {
            RequestBody.hold(context);
            handler.accept(context);
        });
        port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .actualPort();
    }

    public int port() {
        return port;
    }

    public void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
