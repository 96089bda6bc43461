package dev.agentkeys.http.filter;

import dev.agentkeys.http.ApiDocument;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads the paths, methods and query parameters of the API from its OpenAPI document. Adds the few paths that the
 * document leaves out.
 */
@Singleton
class ApiDescription {

    private record Route(Pattern path, Set<String> methods) {}

    private record Content(List<Route> routes, SortedSet<String> queryParameters) {}

    private static final String OPTIONS = "OPTIONS";
    private static final Set<String> READ_METHODS = Set.of("GET", "HEAD", OPTIONS);
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");

    /** The page at the root, health, the document itself, the console, and Swagger UI with the files of its page. */
    private static final Pattern READ_ONLY = Pattern.compile("/(?:index\\.html)?"
            + "|/console(?:/.*)?"
            + "|/(?:health|healthz|readyz)/?"
            + "|/openapi(?:\\.(?:json|yaml|yml)|/)?"
            + "|/swagger(?:/(?:index\\.html|oauth2-redirect\\.html|logo\\.png|favicon\\.ico|style\\.css"
            + "|swagger-ui\\.css|theme-[a-z-]+\\.css|swagger-ui-(?:bundle|standalone-preset)\\.js)?)?");

    private final ApiDocument document;
    private volatile Content content;

    ApiDescription(ApiDocument document) {
        this.document = document;
    }

    /** The methods that a path answers, in alphabetical order; none if the path does not exist. */
    Set<String> methodsOf(String path) {
        if (isReadOnly(path)) {
            return new TreeSet<>(READ_METHODS);
        }
        var allowed = new TreeSet<String>();
        content().routes().stream()
                .filter(route -> route.path().matcher(path).matches())
                .forEach(route -> allowed.addAll(route.methods()));
        return allowed;
    }

    /** Whether the OpenAPI document leaves the path out, and the path can only be read. */
    static boolean isReadOnly(String path) {
        return READ_ONLY.matcher(path).matches();
    }

    /** The names of the query parameters of all operations, in alphabetical order. */
    SortedSet<String> queryParameters() {
        return content().queryParameters();
    }

    private Content content() {
        if (content == null) {
            content = read();
        }
        return content;
    }

    private Content read() {
        var paths = document.json().toJsonObject().getJsonObject("paths");
        var routes = new ArrayList<Route>();
        var queryParameters = new TreeSet<String>();
        for (var template : paths.fieldNames()) {
            var operations = paths.getJsonObject(template);
            routes.add(new Route(pattern(template), methods(operations)));
            for (var method : operations.fieldNames()) {
                if (operations.getValue(method) instanceof JsonObject operation) {
                    addQueryParameters(operation.getJsonArray("parameters", new JsonArray()), queryParameters);
                }
            }
        }
        return new Content(List.copyOf(routes), Collections.unmodifiableSortedSet(queryParameters));
    }

    private static Set<String> methods(JsonObject operations) {
        var methods = new HashSet<>(Set.of(OPTIONS));
        for (var method : operations.fieldNames()) {
            if (METHODS.contains(method)) {
                methods.add(method.toUpperCase(Locale.ROOT));
            }
        }
        if (methods.contains("GET")) {
            methods.addAll(READ_METHODS);
        }
        return methods;
    }

    private static void addQueryParameters(JsonArray parameters, Set<String> names) {
        for (int i = 0; i < parameters.size(); i++) {
            var parameter = parameters.getJsonObject(i);
            if ("query".equals(parameter.getString("in"))) {
                names.add(parameter.getString("name"));
            }
        }
    }

    private static Pattern pattern(String template) {
        return Pattern.compile(PARAMETER.matcher(template).replaceAll("[^/]+") + "/?");
    }
}
