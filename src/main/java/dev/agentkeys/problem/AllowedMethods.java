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

/**
 * The methods a path answers, for the {@code Allow} of a 405 and of an answer to OPTIONS: read from the API's own
 * description, but for the few paths that it leaves out.
 */
@Singleton
public class AllowedMethods {

    private record Route(Pattern path, Set<String> methods) {}

    private static final String OPTIONS = "OPTIONS";
    private static final Set<String> READ_METHODS = Set.of("GET", "HEAD", OPTIONS);
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");

    /** The page at the root, health, the description itself, and Swagger UI with the files of its page. */
    private static final Pattern READ_ONLY = Pattern.compile("/(?:index\\.html)?"
            + "|/(?:health|healthz|readyz)/?"
            + "|/openapi(?:\\.(?:json|yaml|yml)|/)?"
            + "|/swagger(?:/(?:index\\.html|oauth2-redirect\\.html|logo\\.png|favicon\\.ico|style\\.css"
            + "|swagger-ui\\.css|theme-[a-z-]+\\.css|swagger-ui-(?:bundle|standalone-preset)\\.js)?)?");

    private final OpenApiDocumentService document;
    private volatile List<Route> routes;

    AllowedMethods(OpenApiDocumentService document) {
        this.document = document;
    }

    /** In alphabetical order; none for a path that does not exist. */
    public Set<String> of(String path) {
        if (isReadOnly(path)) {
            return new TreeSet<>(READ_METHODS);
        }
        var allowed = new TreeSet<String>();
        routes().stream()
                .filter(route -> route.path().matcher(path).matches())
                .forEach(route -> allowed.addAll(route.methods()));
        return allowed;
    }

    /** Whether the path is one that the description leaves out, and that can only be read. */
    public static boolean isReadOnly(String path) {
        return READ_ONLY.matcher(path).matches();
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
            var methods = new HashSet<>(Set.of(OPTIONS));
            for (var method : paths.getJsonObject(template).fieldNames()) {
                if (METHODS.contains(method)) {
                    methods.add(method.toUpperCase(Locale.ROOT));
                }
            }
            if (methods.contains("GET")) {
                methods.addAll(READ_METHODS);
            }
            read.add(new Route(pattern(template), methods));
        }
        return List.copyOf(read);
    }

    private static Pattern pattern(String template) {
        return Pattern.compile(PARAMETER.matcher(template).replaceAll("[^/]+") + "/?");
    }
}
