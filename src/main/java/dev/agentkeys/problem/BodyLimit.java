package dev.agentkeys.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses a management request that announces a body larger than any of them may be, before a byte of it is read. Whoever
 * reads the others counts those that announce nothing.
 */
@ApplicationScoped
class BodyLimit {

    private static final long MAX_BYTES = 64 * 1024;
    private static final int BEFORE_ALL_OTHERS = 1_000_000;
    private static final int STATUS = 413;

    void install(@Observes Filters filters) {
        filters.register(BodyLimit::check, BEFORE_ALL_OTHERS);
    }

    private static void check(RoutingContext exchange) {
        var request = exchange.request();
        if (announcedLength(request.getHeader(HttpHeaders.CONTENT_LENGTH)) <= MAX_BYTES
                || request.path().startsWith(ProblemMapper.INGRESS)) {
            exchange.next();
            return;
        }
        UnreadBody.discard(exchange);
        PlainAnswer.send(exchange, STATUS, "Request Entity Too Large");
    }

    private static long announcedLength(String header) {
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return 0; // Not our rule: the HTTP codec refuses what is no number.
        }
    }
}
