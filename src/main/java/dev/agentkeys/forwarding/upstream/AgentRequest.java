package dev.agentkeys.forwarding.upstream;

import io.vertx.core.http.HttpClientRequest;

/** A request on a connection to an agent. The same connection serves other requests before and after it. */
public final class AgentRequest {

    private final HttpClientRequest request;
    private final TrailingBytesGuard connection;
    private final long exchange;

    /** Nothing of the request is sent yet. */
    AgentRequest(HttpClientRequest request) {
        this.request = request;
        this.connection = TrailingBytesGuard.of(request.connection());
        this.exchange = connection.exchange();
    }

    /** The request as Vert.x knows it. Its own reset would close the connection even after the end of the exchange. */
    public HttpClientRequest http() {
        return request;
    }

    /** Ends the exchange. Does nothing if it has ended already, because the connection may serve another request by then. */
    public void cancel() {
        connection.runUnlessOver(exchange, request::reset);
    }
}
