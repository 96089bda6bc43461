package dev.agentkeys.http;

import dev.agentkeys.problem.ErrorFormat;
import dev.agentkeys.problem.ProblemException;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.ext.Provider;
import java.io.InputStream;
import java.util.Set;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestFilter;

/**
 * Reads the body of a management request, once its caller may call the operation and before the operation is called. No
 * thread waits for a body. What unfinished ones take, and for how long, is bounded.
 */
@Provider
class ManagementBodies implements ResteasyReactiveContainerRequestFilter {

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    // Asked for when the first request comes: filters are made before there is a configuration.
    private final Instance<BodyMemories> memories;

    ManagementBodies(Instance<BodyMemories> memories) {
        this.memories = memories;
    }

    @Override
    public void filter(ResteasyReactiveContainerRequestContext request) {
        if (!WITH_BODY.contains(request.getMethod())) {
            return;
        }
        var exchange =
                ((ResteasyReactiveRequestContext) request.getServerRequestContext()).unwrap(RoutingContext.class);
        request.suspend();
        RequestThread.run(exchange, () -> UnfinishedBody.read(exchange, memories.get())
                .onSuccess(body -> proceed(request, body))
                .onFailure(problem -> refuse(exchange, (ProblemException) problem)));
    }

    /** At once and not by resuming, which waits for its turn: until then many others may be given up, too. */
    private static void refuse(RoutingContext exchange, ProblemException problem) {
        if (!exchange.response().ended() && !exchange.response().closed()) {
            RequestBody.discard(exchange);
            ErrorFormat.MESSAGE.send(exchange, problem);
        }
    }

    private static void proceed(ResteasyReactiveContainerRequestContext request, InputStream body) {
        request.setEntityStream(body);
        request.resume();
    }
}
