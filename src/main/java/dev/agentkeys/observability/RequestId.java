package dev.agentkeys.observability;

import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a request is called in the answer and in the log. It tells requests apart and proves nothing: a caller may choose
 * its own.
 */
public final class RequestId {

    /** The header it comes and goes in. */
    public static final String HEADER = "X-Request-Id";

    private static final String KEY = RequestId.class.getName();
    private static final int MAX_LENGTH = 128;

    private RequestId() {}

    /** The id of the request that this exchange answers. */
    public static String of(RoutingContext exchange) {
        return exchange.get(KEY);
    }

    static String assign(RoutingContext exchange) {
        var given = exchange.request().getHeader(HEADER);
        var id = given != null && isSane(given) ? given : generate();
        exchange.put(KEY, id);
        return id;
    }

    /** Short, and of characters that need no quoting in a log, a header or a search. */
    static boolean isSane(String id) {
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
