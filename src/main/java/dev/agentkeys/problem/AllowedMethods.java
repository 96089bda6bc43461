package dev.agentkeys.problem;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The methods a path answers, for the {@code Allow} of a 405: read from the API's own description. */
@Singleton
class AllowedMethods {

    private record Route(Pattern path, Set<String> methods) {}

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");

    private final OpenApiDocumentService document;
    private volatile List<Route> routes;

    AllowedMethods(OpenApiDocumentService document) {
        this.document = document;
    }

    /** In alphabetical order; those of a plain read for a path the description does not hold. */
    Set<String> of(String path) {
        var allowed = new TreeSet<String>();
        routes().stream()
                .filter(route -> route.path().matcher(path).matches())
                .forEach(route -> allowed.addAll(route.methods()));
        return allowed.isEmpty() ? new TreeSet<>(readMethods()) : allowed;
    }

    private List<Route> routes() {
        if (routes == null) {
            routes = read();
        }
        return routes;
    }

    private List<Route> read() {
        var paths = new JsonObject(
                        new String(document.getDocument(OpenApiConstants.DEFAULT_DOCUMENT_NAME, Format.JSON), UTF_8))
                .getJsonObject("paths");
        var read = new ArrayList<Route>();
        for (var template : paths.fieldNames()) {
            var methods = new HashSet<String>();
            for (var method : paths.getJsonObject(template).fieldNames()) {
                if (METHODS.contains(method)) {
                    methods.add(method.toUpperCase(Locale.ROOT));
                }
            }
            if (methods.contains("GET")) {
                methods.addAll(readMethods());
            }
            read.add(new Route(pattern(template), methods));
        }
        return List.copyOf(read);
    }

    private static Set<String> readMethods() {
        return Set.of("GET", "HEAD");
    }

    private static Pattern pattern(String template) {
        return Pattern.compile(PARAMETER.matcher(template).replaceAll("[^/]+") + "/?");
    }
}
