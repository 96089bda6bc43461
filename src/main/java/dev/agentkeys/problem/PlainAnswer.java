package dev.agentkeys.problem;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Writes an error body where no resource, and so no exception mapper, is at hand. */
public final class PlainAnswer {

    private PlainAnswer() {}

    /** Answers a request of the ingress, or one that no operation of the API serves. */
    public static void sendDetail(RoutingContext exchange, int status, String detail) {
        send(exchange, status, JsonObject.of("detail", detail));
    }

    /** Answers a request before it is known what serves it, in the form that callers of its path read. */
    public static void sendProblem(RoutingContext exchange, int status, String message) {
        if (exchange.request().path().startsWith(ProblemMapper.INGRESS)) {
            sendDetail(exchange, status, message);
        } else {
            send(exchange, status, message);
        }
    }

    /** Answers a request of the management API with a problem. */
    public static void send(RoutingContext exchange, ProblemException problem) {
        problem.headers().forEach(exchange.response()::putHeader);
        send(exchange, problem.kind().status(), problem.getMessage());
    }

    /** Answers a request of the management API with a status and its reason. */
    public static void send(RoutingContext exchange, int status, String message) {
        send(exchange, status, JsonObject.of("message", message, "code", status, "data", null));
    }

    private static void send(RoutingContext exchange, int status, JsonObject body) {
        exchange.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.encode());
    }
}
