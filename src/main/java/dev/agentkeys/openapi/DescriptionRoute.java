package dev.agentkeys.openapi;

import dev.agentkeys.http.ApiDocument;
import dev.agentkeys.http.RequestFilter;
import io.quarkus.smallrye.openapi.runtime.OpenApiRuntimeConfig;
import io.smallrye.openapi.runtime.io.Format;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Serves the API's description from one copy, and on the event loop. The description does not change. Quarkus copies it
 * for each answer, and lets each request wait for a thread. Unread answers and waiting requests would then fill the
 * memory.
 */
@ApplicationScoped
class DescriptionRoute {

    private static final List<String> PATHS = List.of("/openapi", "/openapi.json", "/openapi.yaml", "/openapi.yml");

    private final ApiDocument document;
    private final boolean enabled;

    DescriptionRoute(ApiDocument document, OpenApiRuntimeConfig config) {
        this.document = document;
        this.enabled = config.enabled();
    }

    void install(@Observes Router router) {
        if (enabled) {
            for (var path : PATHS) {
                RequestFilter.API_DESCRIPTION
                        .addRoute(router)
                        .path(path)
                        .method(HttpMethod.GET)
                        .method(HttpMethod.HEAD)
                        .handler(this::answer);
            }
        }
    }

    private void answer(RoutingContext context) {
        var format = format(context);
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, format.getMimeType() + ";charset=UTF-8")
                .end(format == Format.JSON ? document.json() : document.yaml());
    }

    /** Chooses the format as Quarkus does. */
    private static Format format(RoutingContext context) {
        var path = context.normalizedPath();
        if (path.endsWith(".json")) {
            return Format.JSON;
        }
        if (path.endsWith(".yaml") || path.endsWith(".yml")) {
            return Format.YAML;
        }
        var accepted = context.request().getHeader(HttpHeaders.ACCEPT);
        var wanted = context.queryParams().get("format");
        boolean json =
                accepted != null && accepted.contains(Format.JSON.getMimeType()) || "JSON".equalsIgnoreCase(wanted);
        return json ? Format.JSON : Format.YAML;
    }
}
