package dev.agentkeys.problem;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Writes a {@link ProblemBody} where no resource, and so no exception mapper, is at hand. */
final class PlainAnswer {

    private PlainAnswer() {}

    static void send(RoutingContext exchange, int status, String message) {
        exchange.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(JsonObject.of("message", message, "code", status, "data", null)
                        .encode());
    }
}
