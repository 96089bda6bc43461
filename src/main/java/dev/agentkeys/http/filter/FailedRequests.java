package dev.agentkeys.http.filter;

import dev.agentkeys.http.RequestFilter;
import dev.agentkeys.problem.ErrorFormat;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Exception;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;

/**
 * Answers requests that fail outside of resources, in the form that callers of the path read. Quarkus itself would answer
 * in another form, and log an error for a mistake of the caller.
 */
@ApplicationScoped
class FailedRequests {

    private static final Logger LOG = Logger.getLogger(FailedRequests.class);

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int NO_SUCH_RANGE = 416;
    private static final int SERVER_ERROR = 500;

    void install(@Observes Router router) {
        RequestFilter.FAILURES.addRoute(router).failureHandler(FailedRequests::answer);
    }

    void installForManagement(@Observes ManagementInterface management) {
        var router = management.router();
        RequestFilter.FAILURES.addRoute(router).failureHandler(FailedRequests::answer);
        // Vert.x decodes the path to find a route. If that fails, it calls no failure handler.
        router.errorHandler(BAD_REQUEST, context -> answer(context, BAD_REQUEST));
        router.errorHandler(NOT_FOUND, context -> answer(context, NOT_FOUND));
    }

    private static void answer(RoutingContext context) {
        int status = context.statusCode();
        var failure = context.failure();
        if (context.response().ended()) {
            return;
        }
        if (isOfSecurity(status, failure) || failure instanceof RejectedExecutionException) {
            context.next();
        } else if (status >= BAD_REQUEST && status < SERVER_ERROR) {
            answer(context, status);
        } else if (isEndOfConnection(failure)) {
            LOG.debugf("A request ended: %s", failure);
            context.response().reset();
        } else {
            LOG.error("Request failed", failure);
            answer(context, SERVER_ERROR);
        }
    }

    private static void answer(RoutingContext context, int status) {
        if (context.response().headWritten()) {
            context.response().reset(); // The caller must see that the answer is incomplete.
            return;
        }
        var reason = HttpResponseStatus.valueOf(status).reasonPhrase();
        if (status == NOT_FOUND || status == NO_SUCH_RANGE) {
            ErrorFormat.DETAIL.send(context, status, reason); // No operation of the API has these answers.
        } else {
            ErrorFormat.of(context.request().path()).send(context, status, reason);
        }
    }

    /** Whether Quarkus' security answers, with a challenge. */
    private static boolean isOfSecurity(int status, Throwable failure) {
        return status == UNAUTHORIZED || status == FORBIDDEN || failure instanceof SecurityException;
    }

    /** Whether the caller or the network ended the connection or the stream. */
    private static boolean isEndOfConnection(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof HttpClosedException
                || failure instanceof StreamResetException
                || failure instanceof Http2Exception;
    }
}
