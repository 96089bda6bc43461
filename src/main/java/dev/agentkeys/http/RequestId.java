package dev.agentkeys.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.MDC;

/**
 * Gives every request an id, before any other filter sees the request. The answer and every line that is logged for the
 * request have the id. A caller may choose it: it tells requests apart and proves nothing.
 */
@Singleton
public final class RequestId {

    /** The header of the request and of the answer. */
    public static final String HEADER = "X-Request-Id";

    /** The field of the log. Quarkus keeps it with the request, also on other threads. */
    private static final String LOG_FIELD = "requestId";

    private static final String KEY = RequestId.class.getName();
    private static final int MAX_LENGTH = 128;

    RequestId() {}

    void install(@Observes Router router) {
        RequestFilter.REQUEST_ID.addRoute(router).handler(RequestId::identify).failureHandler(RequestId::identify);
    }

    /** The id of a request. */
    public static String of(RoutingContext context) {
        return context.get(KEY);
    }

    private static void identify(RoutingContext context) {
        if (of(context) == null) {
            var id = choose(context.request().getHeader(HEADER));
            context.put(KEY, id);
            context.response().putHeader(HEADER, id);
            MDC.put(LOG_FIELD, id);
            RequestLabels.setRoute(context, RequestLabels.NO_ROUTE);
        }
        context.next();
    }

    private static String choose(String given) {
        return given != null && isSane(given) ? given : generate();
    }

    /** Whether the id is short, and needs no quoting in a log, a header or a search. */
    private static boolean isSane(String id) {
        if (id.isEmpty() || id.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (!isSane(id.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSane(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.';
    }

    private static String generate() {
        var random = ThreadLocalRandom.current();
        var hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }
}
