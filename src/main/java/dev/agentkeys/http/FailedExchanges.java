package dev.agentkeys.http;

import dev.agentkeys.problem.PlainAnswer;
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
 * Answers what fails before a resource has it, or where none is asked, in the form that callers of the path read. Left
 * alone, Quarkus answers in a form of its own, and takes what a caller did wrong for an error.
 */
@ApplicationScoped
class FailedExchanges {

    private static final Logger LOG = Logger.getLogger(FailedExchanges.class);
    /** Right behind the answer to OPTIONS for the server as a whole; see {@link MethodsOfPaths}. */
    private static final int FIRST = Integer.MIN_VALUE + 4;

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int NO_SUCH_RANGE = 416;
    private static final int SERVER_ERROR = 500;

    void install(@Observes Router router) {
        router.route().order(FIRST).failureHandler(FailedExchanges::answer);
    }

    void installForManagement(@Observes ManagementInterface management) {
        var router = management.router();
        router.route().order(FIRST).failureHandler(FailedExchanges::answer);
        // The path is decoded to find its route, which is too early for any failure handler.
        router.errorHandler(BAD_REQUEST, exchange -> answer(exchange, BAD_REQUEST));
        router.errorHandler(NOT_FOUND, exchange -> answer(exchange, NOT_FOUND));
    }

    private static void answer(RoutingContext exchange) {
        int status = exchange.statusCode();
        var failure = exchange.failure();
        if (exchange.response().ended()) {
            return;
        }
        if (isOfSecurity(status, failure) || failure instanceof RejectedExecutionException) {
            exchange.next();
        } else if (status >= BAD_REQUEST && status < SERVER_ERROR) {
            answer(exchange, status);
        } else if (isEndOfConnection(failure)) {
            LOG.debugf("A request ended: %s", failure);
            exchange.response().reset();
        } else {
            LOG.error("Request failed", failure);
            answer(exchange, SERVER_ERROR);
        }
    }

    private static void answer(RoutingContext exchange, int status) {
        if (exchange.response().headWritten()) {
            exchange.response().reset(); // The caller must not take half an answer for a whole one.
            return;
        }
        var reason = HttpResponseStatus.valueOf(status).reasonPhrase();
        if (status == NOT_FOUND || status == NO_SUCH_RANGE) {
            PlainAnswer.sendDetail(exchange, status, reason); // No operation of the API answers so.
        } else {
            PlainAnswer.sendProblem(exchange, status, reason);
        }
    }

    /** Those answers have a challenge. */
    private static boolean isOfSecurity(int status, Throwable failure) {
        return status == UNAUTHORIZED || status == FORBIDDEN || failure instanceof SecurityException;
    }

    /** Whether the caller, or the way to it, ended the connection or the stream. */
    private static boolean isEndOfConnection(Throwable failure) {
        return failure instanceof IOException
                || failure instanceof HttpClosedException
                || failure instanceof StreamResetException
                || failure instanceof Http2Exception;
    }
}
