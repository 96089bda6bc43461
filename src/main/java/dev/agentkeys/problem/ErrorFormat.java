package dev.agentkeys.problem;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** The formats of an error's body. The route decides which of them its callers read. */
public enum ErrorFormat {
    /** {@code {"message": ..., "code": ..., "data": null}}: the management API, as Agentex has it. */
    MESSAGE,
    /** {@code {"detail": ...}}: forwarding, and requests that no operation of the API answers. */
    DETAIL,
    /** No body: gateways that ask for authorization read the status and the headers only. */
    NONE;

    /** The prefix of the paths that are forwarded to agents. */
    public static final String FORWARDING = "/agents/forward/";

    /** The format for a filter that ends a request before its route is known. */
    public static ErrorFormat of(String path) {
        return path.startsWith(FORWARDING) ? DETAIL : MESSAGE;
    }

    /** The body; empty for {@link #NONE}. */
    public JsonObject body(int status, String message) {
        return switch (this) {
            case MESSAGE -> JsonObject.of("message", message, "code", status, "data", null);
            case DETAIL -> JsonObject.of("detail", message);
            case NONE -> JsonObject.of();
        };
    }

    /** Answers a request with the status, the headers and the message of a problem. */
    public void send(RoutingContext context, ProblemException problem) {
        problem.headers().forEach(context.response()::putHeader);
        send(context, problem.kind().status(), problem.getMessage());
    }

    /**
     * Answers a request with a status and a message. Filters and routes call this, because no exception mapper serves
     * them.
     */
    public void send(RoutingContext context, int status, String message) {
        var response = context.response().setStatusCode(status);
        if (this == NONE) {
            response.end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(body(status, message).encode());
        }
    }
}
