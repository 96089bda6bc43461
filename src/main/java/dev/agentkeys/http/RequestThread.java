package dev.agentkeys.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.RoutingContext;

/** Runs tasks on the thread of a request: that of the event loop of its connection. */
public final class RequestThread {

    private RequestThread() {}

    /** Runs the task now if this is the thread of the request, else soon. */
    public static void run(RoutingContext context, Runnable task) {
        if (((ContextInternal) of(context.request())).inThread()) {
            task.run();
        } else {
            runLater(context, task);
        }
    }

    /** Runs the task soon, after the current task of the request's thread. */
    public static void runLater(RoutingContext context, Runnable task) {
        of(context.request()).runOnContext(here -> task.run());
    }

    /** The context of Vert.x that runs on the thread of the request. */
    static Context of(HttpServerRequest request) {
        return ((HttpServerRequestInternal) request).context();
    }
}
