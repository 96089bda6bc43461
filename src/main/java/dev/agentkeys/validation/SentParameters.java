package dev.agentkeys.validation;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Singleton;

/**
 * Which query parameters the request of the moment has. A resource is given one that is empty as if it were absent, and
 * would take a default for what its caller wrote.
 */
@Singleton
public class SentParameters {

    private final CurrentVertxRequest request;

    SentParameters(CurrentVertxRequest request) {
        this.request = request;
    }

    /** Whether a parameter of that name was sent, be it an empty one. */
    public boolean has(String name) {
        return request.getCurrent().queryParams().contains(name);
    }
}
