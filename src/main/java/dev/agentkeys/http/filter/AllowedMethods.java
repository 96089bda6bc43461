package dev.agentkeys.http.filter;

import dev.agentkeys.http.RequestBody;
import dev.agentkeys.http.RequestFilter;
import dev.agentkeys.problem.ErrorFormat;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Answers OPTIONS for every path, and 405 for the methods that a path does not have. Quarkus itself would answer
 * OPTIONS with 200 for a path that does not exist, and would serve the OpenAPI document for any method. Where CORS is
 * on, Quarkus answers the preflights of browsers before this class sees them.
 */
@ApplicationScoped
class AllowedMethods {

    private static final String WHOLE_SERVER = "*";
    private static final String METHODS_OF_SERVER = "DELETE, GET, HEAD, OPTIONS, PATCH, POST";
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final String REASON = "Method Not Allowed";

    // Instantiated at the first request, because it reads the OpenAPI document.
    private final Instance<ApiDescription> api;
    private final boolean hasManagementPort;
    private final String managementPaths;

    AllowedMethods(
            Instance<ApiDescription> api,
            @ConfigProperty(name = "quarkus.management.enabled", defaultValue = "false") boolean hasManagementPort,
            @ConfigProperty(name = "quarkus.http.non-application-root-path", defaultValue = "q")
                    String managementRoot) {
        this.api = api;
        this.hasManagementPort = hasManagementPort;
        this.managementPaths = "/" + managementRoot + "/";
    }

    void install(@Observes Filters filters) {
        RequestFilter.ALLOWED_METHODS.register(filters, this::check);
    }

    void installForServer(@Observes Router router) {
        RequestFilter.OPTIONS_OF_SERVER.addRoute(router).failureHandler(context -> {
            if (isOptions(context) && context.request().uri().equals(WHOLE_SERVER)) {
                allow(context, METHODS_OF_SERVER);
            } else {
                context.next();
            }
        });
    }

    /** Refuses a request for a path that has resources, but none with its method. */
    @ServerExceptionMapper
    Response refuse(NotAllowedException unmatched, UriInfo uri) {
        return Response.status(METHOD_NOT_ALLOWED)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(ErrorFormat.DETAIL.body(METHOD_NOT_ALLOWED, REASON).getMap())
                .allow(api.get().methodsOf(uri.getRequestUri().getRawPath()))
                .build();
    }

    private void check(RoutingContext context) {
        var path = context.request().path();
        if (isOptions(context)) {
            options(context, path);
        } else if (!isRead(context.request().method()) && ApiDescription.isReadOnly(path)) {
            RequestBody.discardIfAny(context);
            context.response().putHeader(HttpHeaders.ALLOW, list(api.get().methodsOf(path)));
            ErrorFormat.DETAIL.send(context, METHOD_NOT_ALLOWED, REASON);
        } else {
            context.next();
        }
    }

    private void options(RoutingContext context, String path) {
        if (!hasManagementPort && path.startsWith(managementPaths)) {
            context.next();
            return;
        }
        RequestBody.discardIfAny(context);
        var methods = api.get().methodsOf(path);
        if (methods.isEmpty()) {
            ErrorFormat.DETAIL.send(context, NOT_FOUND, "Not Found");
        } else {
            allow(context, list(methods));
        }
    }

    private static void allow(RoutingContext context, String methods) {
        context.response()
                .setStatusCode(NO_CONTENT)
                .putHeader(HttpHeaders.ALLOW, methods)
                .end();
    }

    private static boolean isOptions(RoutingContext context) {
        return context.request().method().equals(HttpMethod.OPTIONS);
    }

    private static boolean isRead(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    private static String list(Set<String> methods) {
        return String.join(", ", methods);
    }
}
