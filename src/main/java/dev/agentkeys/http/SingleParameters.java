package dev.agentkeys.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.problem.PlainAnswer;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.openapi.runtime.io.Format;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Set;
import java.util.TreeSet;

/**
 * Refuses a request that gives a parameter of the API twice in its query: of two agents, the one that a proxy has
 * checked need not be the one that is read here. Which parameters there are is in the API's own description.
 */
@ApplicationScoped
class SingleParameters {

    /** Behind the rules for paths and bodies (900000), before everything that reads a parameter. */
    private static final int BEFORE_RESOURCES = 800_000;

    /** An agent's query is its own. */
    private static final String FORWARDED = "/agents/forward/";

    private static final int STATUS = 400;
    /** Netty leaves out what comes behind so many. */
    private static final int MOST = 1024;

    // Asked for when the first request comes: it reads the API's description.
    private final Instance<OpenApiDocumentService> document;
    private volatile Set<String> names;

    SingleParameters(Instance<OpenApiDocumentService> document) {
        this.document = document;
    }

    void install(@Observes Filters filters) {
        filters.register(this::check, BEFORE_RESOURCES);
    }

    private void check(RoutingContext exchange) {
        var path = exchange.request().path();
        if (exchange.request().query() == null || path.startsWith(FORWARDED)) {
            exchange.next();
            return;
        }
        if (exchange.request().query().chars().filter(c -> c == '&' || c == ';').count() >= MOST) {
            PlainAnswer.sendProblem(exchange, STATUS, "The query has too many parameters.");
            return;
        }
        var query = exchange.queryParams();
        var repeated =
                names().stream().filter(name -> query.getAll(name).size() > 1).findFirst();
        repeated.ifPresentOrElse(
                name -> PlainAnswer.sendProblem(
                        exchange, STATUS, "The query parameter '" + name + "' may be given once only."),
                exchange::next);
    }

    private Set<String> names() {
        if (names == null) {
            names = read();
        }
        return names;
    }

    private Set<String> read() {
        var found = new TreeSet<String>();
        var paths = new JsonObject(new String(
                        document.get().getDocument(OpenApiConstants.DEFAULT_DOCUMENT_NAME, Format.JSON), UTF_8))
                .getJsonObject("paths");
        for (var path : paths.fieldNames()) {
            var operations = paths.getJsonObject(path);
            for (var operation : operations.fieldNames()) {
                if (operations.getValue(operation) instanceof JsonObject described) {
                    addNames(described.getJsonArray("parameters", new JsonArray()), found);
                }
            }
        }
        return found;
    }

    private static void addNames(JsonArray parameters, Set<String> found) {
        for (int i = 0; i < parameters.size(); i++) {
            var parameter = parameters.getJsonObject(i);
            if ("query".equals(parameter.getString("in"))) {
                found.add(parameter.getString("name"));
            }
        }
    }
}
