package dev.agentkeys.observability;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tells whether tracing is on. */
@Singleton
public class Tracing {

    private final boolean on;

    Tracing(@ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        on = !disabled;
    }

    /** Whether each request has a span, and passes its trace on to the agent that it calls. */
    public boolean isOn() {
        return on;
    }
}
