package dev.agentkeys.forwarding.upstream;

import io.vertx.core.http.HttpClientRequest;

/** A request on a connection to an agent. The same connection serves other requests before and after it. */
public final class AgentRequest {

    private final HttpClientRequest request;
    private final TrailingBytesGuard connection;
    private final long exchange;

    /** Takes a request of which nothing is sent yet. */
    AgentRequest(HttpClientRequest request) {
        this.request = request;
        this.connection = TrailingBytesGuard.of(request.connection());
        this.exchange = connection.exchange();
    }

    /**
     * Returns the request of Vert.x. Call {@link #cancel} instead of its {@code reset}, which closes the connection
     * even after the end of the exchange.
     */
    public HttpClientRequest http() {
        return request;
    }

    /** Ends the exchange. Does nothing if it has ended already, because the connection may serve another request by then. */
    public void cancel() {
        connection.runUnlessOver(exchange, request::reset);
    }
}
