package dev.agentkeys.http;

import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.RoutingContext;

/** The thread on which everything about a request happens: that of its connection's event loop. */
final class RequestThread {

    private RequestThread() {}

    /** Runs the task there: now if this is the thread, else soon. */
    static void run(RoutingContext exchange, Runnable task) {
        var context = ((HttpServerRequestInternal) exchange.request()).context();
        if (((ContextInternal) context).inThread()) {
            task.run();
        } else {
            context.runOnContext(here -> task.run());
        }
    }
}
