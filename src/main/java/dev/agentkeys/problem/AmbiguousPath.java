package dev.agentkeys.problem;

import dev.agentkeys.validation.DotSegments;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;

/**
 * Refuses a path that would be served as another than its caller wrote: a dot segment is resolved, and what follows a
 * semicolon is dropped, so a deletion could end a key of another name.
 */
@ApplicationScoped
class AmbiguousPath {

    private static final int BEFORE_RESOURCES = 900_000;
    private static final int STATUS = 400;
    private static final Pattern ENCODED_SLASH = Pattern.compile("%(?:25)*(?:2[fF]|5[cC])");

    void install(@Observes Filters filters) {
        filters.register(AmbiguousPath::check, BEFORE_RESOURCES);
    }

    private static void check(RoutingContext exchange) {
        var path = exchange.request().path();
        if (!path.startsWith(ProblemMapper.INGRESS) && isAmbiguous(path)) {
            PlainAnswer.send(exchange, STATUS, "The path must not hold '.', '..' or ';' (which may be written %3B).");
        } else {
            exchange.next();
        }
    }

    /** An encoded slash is part of a name, and what stands between two of them no segment. */
    private static boolean isAmbiguous(String path) {
        return path.indexOf(';') >= 0
                || DotSegments.in(ENCODED_SLASH.matcher(path).replaceAll("x"));
    }
}
