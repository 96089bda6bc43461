package dev.agentkeys.openapi;

import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import java.io.InputStream;

/**
 * Keeps Quarkus from reading the OpenAPI document into a model at each start, and from writing the model as JSON and as
 * YAML again. That takes about a tenth of the CPU time of a start, and loads five hundred classes. No request needs the
 * result: {@code DescriptionRoute} serves what the build wrote.
 *
 * <p>Quarkus has no setting for this. But it makes no model if it finds no document, and looks for the document through
 * {@code OpenApiConstants.classLoader}. Quarkus itself sets this field in dev mode, and uses it for nothing else.
 */
public final class OpenApiModel {

    private OpenApiModel() {}

    /** Keeps the next start of Quarkus in this process from making the model. */
    public static void skip() {
        OpenApiConstants.classLoader = new NoResources();
    }

    private static final class NoResources extends ClassLoader {

        /** Overridden, because in a native executable every class loader finds every resource. */
        @Override
        public InputStream getResourceAsStream(String name) {
            return null;
        }
    }
}
