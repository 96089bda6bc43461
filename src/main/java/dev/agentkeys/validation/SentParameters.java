package dev.agentkeys.validation;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Singleton;

/**
 * The query parameters of the current request. Quarkus passes an empty parameter to a resource as if it were absent, so
 * the resource would replace what its caller wrote by a default.
 */
@Singleton
public class SentParameters {

    private final CurrentVertxRequest request;

    SentParameters(CurrentVertxRequest request) {
        this.request = request;
    }

    /** Whether the request has a parameter of that name, empty or not. */
    public boolean has(String name) {
        return request.getCurrent().queryParams().contains(name);
    }
}
