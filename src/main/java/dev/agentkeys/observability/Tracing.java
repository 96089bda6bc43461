package dev.agentkeys.observability;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whether requests are traced. */
@Singleton
public class Tracing {

    private final boolean on;

    Tracing(@ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        on = !disabled;
    }

    /** Whether each request has a span, and tells of it to whom it calls. */
    public boolean isOn() {
        return on;
    }
}
