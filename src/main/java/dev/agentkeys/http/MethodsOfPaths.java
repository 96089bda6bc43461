package dev.agentkeys.http;

import dev.agentkeys.problem.AllowedMethods;
import dev.agentkeys.problem.PlainAnswer;
import dev.agentkeys.problem.UnreadBody;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Answers OPTIONS for every path, and refuses the other methods of those that Quarkus serves by itself: left alone,
 * Quarkus answers OPTIONS with 200 for paths that do not exist, and any method with the API's description. The preflights
 * of browsers are answered before, where CORS is on.
 */
@ApplicationScoped
class MethodsOfPaths {

    /** Behind the rules for browsers (300) and the requests to agents (250), which have an answer of their own. */
    private static final int BEFORE_RESOURCES = 240;
    /** Right behind the id of the request; see its class. */
    private static final int AFTER_REQUEST_START = Integer.MIN_VALUE + 3;

    private static final String WHOLE_SERVER = "*";
    private static final String METHODS_OF_SERVER = "DELETE, GET, HEAD, OPTIONS, POST";
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    // Asked for when the first request comes: it reads the API's description.
    private final Instance<AllowedMethods> allowedMethods;
    private final boolean ownManagementPort;
    private final String managementPaths;

    MethodsOfPaths(
            Instance<AllowedMethods> allowedMethods,
            @ConfigProperty(name = "quarkus.management.enabled", defaultValue = "false") boolean ownManagementPort,
            @ConfigProperty(name = "quarkus.http.non-application-root-path", defaultValue = "q")
                    String managementRoot) {
        this.allowedMethods = allowedMethods;
        this.ownManagementPort = ownManagementPort;
        this.managementPaths = "/" + managementRoot + "/";
    }

    void install(@Observes Filters filters) {
        filters.register(this::check, BEFORE_RESOURCES);
    }

    /** OPTIONS for the server as a whole fits no route, and so passes failure handlers only. */
    void installForServer(@Observes Router router) {
        router.route().order(AFTER_REQUEST_START).failureHandler(exchange -> {
            if (isOptions(exchange) && exchange.request().uri().equals(WHOLE_SERVER)) {
                allow(exchange, METHODS_OF_SERVER);
            } else {
                exchange.next();
            }
        });
    }

    private void check(RoutingContext exchange) {
        var path = exchange.request().path();
        if (isOptions(exchange)) {
            options(exchange, path);
        } else if (!isRead(exchange.request().method()) && AllowedMethods.isReadOnly(path)) {
            discardBody(exchange);
            exchange.response()
                    .putHeader(HttpHeaders.ALLOW, list(allowedMethods.get().of(path)));
            PlainAnswer.sendDetail(exchange, METHOD_NOT_ALLOWED, "Method Not Allowed");
        } else {
            exchange.next();
        }
    }

    private void options(RoutingContext exchange, String path) {
        if (!ownManagementPort && path.startsWith(managementPaths)) {
            exchange.next();
            return;
        }
        discardBody(exchange);
        var methods = allowedMethods.get().of(path);
        if (methods.isEmpty()) {
            PlainAnswer.sendDetail(exchange, NOT_FOUND, "Not Found");
        } else {
            allow(exchange, list(methods));
        }
    }

    private static void allow(RoutingContext exchange, String methods) {
        exchange.response()
                .setStatusCode(NO_CONTENT)
                .putHeader(HttpHeaders.ALLOW, methods)
                .end();
    }

    private static void discardBody(RoutingContext exchange) {
        if (announcesBody(exchange.request())) {
            UnreadBody.discard(exchange);
        } else {
            exchange.request().resume();
        }
    }

    private static boolean announcesBody(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null && !length.equals("0") || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    private static boolean isOptions(RoutingContext exchange) {
        return exchange.request().method().equals(HttpMethod.OPTIONS);
    }

    private static boolean isRead(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    private static String list(Set<String> methods) {
        return String.join(", ", methods);
    }
}
