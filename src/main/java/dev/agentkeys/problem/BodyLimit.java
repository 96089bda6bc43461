package dev.agentkeys.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses a management request whose body is larger than any of them may be: one that announces it before a byte is
 * read, and one that does not as soon as it is. No thread waits for either.
 */
@ApplicationScoped
class BodyLimit {

    private static final int MAX_BYTES = 64 * 1024;
    private static final int BEFORE_ALL_OTHERS = 1_000_000;
    private static final int STATUS = 413;
    private static final long UNKNOWN = -1;
    /** How long the rest of a refused body may still come, so that its caller reads the answer first. */
    private static final long LINGER_MILLIS = 5000;

    void install(@Observes Filters filters) {
        filters.register(BodyLimit::check, BEFORE_ALL_OTHERS);
    }

    private static void check(RoutingContext exchange) {
        var request = exchange.request();
        long length = announcedLength(request);
        if (length >= 0 && length <= MAX_BYTES || request.path().startsWith(ProblemMapper.INGRESS)) {
            exchange.next();
        } else if (length == UNKNOWN) {
            gather(exchange);
        } else {
            refuse(exchange);
        }
    }

    private static long announcedLength(HttpServerRequest request) {
        var header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (header == null) {
            boolean comes = request.version() == HttpVersion.HTTP_2
                    ? !request.isEnded()
                    : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
            return comes ? UNKNOWN : 0;
        }
        try {
            return Long.parseLong(header);
        } catch (NumberFormatException e) {
            return 0; // Not our rule: the HTTP codec refuses what is no number.
        }
    }

    /** Holds the body until it has ended: whoever reads it later could only count it on a thread that waits. */
    private static void gather(RoutingContext exchange) {
        var request = exchange.request();
        var body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= MAX_BYTES) {
                body.appendBuffer(chunk);
            } else {
                refuse(exchange);
            }
        });
        request.endHandler(end -> {
            ((RoutingContextInternal) exchange).setBody(body);
            exchange.next();
        });
        welcome(exchange);
        request.resume();
    }

    /** Tells a caller that waits for a sign to send its body that it is welcome; nobody needs to tell it again. */
    private static void welcome(RoutingContext exchange) {
        var headers = exchange.request().headers();
        if ("100-continue".equalsIgnoreCase(headers.get(HttpHeaders.EXPECT))) {
            headers.remove(HttpHeaders.EXPECT);
            exchange.response().writeContinue();
        }
    }

    private static void refuse(RoutingContext exchange) {
        var request = exchange.request();
        request.handler(rest -> {});
        if (request.version() == HttpVersion.HTTP_2) {
            request.endHandler(end -> {});
        } else {
            exchange.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            long timer = exchange.vertx()
                    .setTimer(LINGER_MILLIS, late -> request.connection().close());
            request.endHandler(end -> {
                exchange.vertx().cancelTimer(timer);
                request.connection().close();
            });
        }
        PlainAnswer.send(exchange, STATUS, "Request Entity Too Large");
        request.resume();
    }
}
