package dev.agentkeys.http.body;

import dev.agentkeys.http.BodyDigest;
import dev.agentkeys.http.RequestBody;
import dev.agentkeys.http.RequestThread;
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
 * Reads the body of a management request, after Quarkus has checked the caller's role and before it calls the resource.
 * No thread waits for a body. The memory and the time that unfinished bodies take are bounded.
 */
@Provider
class ManagementBodies implements ResteasyReactiveContainerRequestFilter {

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    // Instantiated at the first request, because Quarkus instantiates this filter before it reads the configuration.
    private final Instance<BodyMemories> memories;

    ManagementBodies(Instance<BodyMemories> memories) {
        this.memories = memories;
    }

    @Override
    public void filter(ResteasyReactiveContainerRequestContext request) {
        if (!WITH_BODY.contains(request.getMethod())) {
            return;
        }
        var context = ((ResteasyReactiveRequestContext) request.getServerRequestContext()).unwrap(RoutingContext.class);
        request.suspend();
        RequestThread.run(context, () -> UnfinishedBody.read(context, memories.get())
                .onSuccess(body -> proceed(request, BodyDigest.whileRead(context, body)))
                .onFailure(problem -> refuse(context, (ProblemException) problem)));
    }

    /** Answers at once. Resuming the request with a failure would take longer, and more bodies could fail meanwhile. */
    private static void refuse(RoutingContext context, ProblemException problem) {
        if (!context.response().ended() && !context.response().closed()) {
            RequestBody.discard(context);
            ErrorFormat.MESSAGE.send(context, problem);
        }
    }

    private static void proceed(ResteasyReactiveContainerRequestContext request, InputStream body) {
        request.setEntityStream(body);
        request.resume();
    }
}
