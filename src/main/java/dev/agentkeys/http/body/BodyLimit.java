package dev.agentkeys.http.body;

import dev.agentkeys.http.RequestBody;
import dev.agentkeys.http.RequestFilter;
import dev.agentkeys.problem.ErrorFormat;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;

/**
 * Refuses a management request whose {@code Content-Length} is too large, before a byte of the body is read. {@link
 * UnfinishedBody} counts the bytes of a body without a {@code Content-Length}.
 */
@ApplicationScoped
class BodyLimit {

    private static final int CONTENT_TOO_LARGE = 413;

    /** The longest body of a management request, in bytes. */
    private static final int MAX_BYTES = 64 * 1024;

    /** The longest body of a registration, which may hold 1 MiB of metadata, such as the card of the agent. */
    static final int MAX_REGISTRATION_BYTES = 1024 * 1024 + MAX_BYTES;

    private static final Pattern REGISTRATION = Pattern.compile("/agents/register(?:-build)?/?");

    void install(@Observes Filters filters) {
        RequestFilter.BODY_LIMIT.register(filters, BodyLimit::check);
    }

    private static void check(RoutingContext context) {
        var request = context.request();
        if (announcedLength(request.getHeader(HttpHeaders.CONTENT_LENGTH)) <= of(request)
                || RequestFilter.isForwarded(request)) {
            context.next();
            return;
        }
        RequestBody.discard(context);
        ErrorFormat.MESSAGE.send(context, CONTENT_TOO_LARGE, "Request Entity Too Large");
    }

    /** The longest body that the request may have. */
    static int of(HttpServerRequest request) {
        return REGISTRATION.matcher(request.path()).matches() ? MAX_REGISTRATION_BYTES : MAX_BYTES;
    }

    private static long announcedLength(String header) {
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return 0; // Netty refuses a length that is not a number.
        }
    }
}
