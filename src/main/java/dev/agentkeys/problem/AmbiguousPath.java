package dev.agentkeys.problem;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.validation.DotSegments;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.regex.Pattern;

/**
 * Refuses a path that would be served as another than its caller wrote: a dot segment is resolved, what follows a
 * semicolon is dropped, and bytes that are no UTF-8 become a character that stands for all of them. So a deletion could
 * end a key of another name.
 */
@ApplicationScoped
class AmbiguousPath {

    private static final int BEFORE_RESOURCES = 900_000;
    private static final int STATUS = 400;
    private static final int HEXADECIMAL = 16;
    private static final Pattern ENCODED_SLASH = Pattern.compile("%(?:25)*(?:2[fF]|5[cC])");

    void install(@Observes Filters filters) {
        filters.register(AmbiguousPath::check, BEFORE_RESOURCES);
    }

    private static void check(RoutingContext exchange) {
        var path = exchange.request().path();
        if (path.startsWith(ProblemMapper.INGRESS)) {
            exchange.next();
        } else if (isAmbiguous(path)) {
            PlainAnswer.send(exchange, STATUS, "The path must not hold '.', '..' or ';' (which may be written %3B).");
        } else if (path.indexOf('%') >= 0 && !isUtf8(path)) {
            PlainAnswer.send(exchange, STATUS, "What is percent-encoded in the path must be UTF-8.");
        } else {
            exchange.next();
        }
    }

    /** An encoded slash is part of a name, and what stands between two of them no segment. */
    private static boolean isAmbiguous(String path) {
        return path.indexOf(';') >= 0
                || (path.indexOf('.') >= 0 || path.indexOf('%') >= 0)
                        && DotSegments.in(ENCODED_SLASH.matcher(path).replaceAll("x"));
    }

    static boolean isUtf8(String path) {
        var bytes = new ByteArrayOutputStream(path.length());
        for (int i = 0; i < path.length(); i++) {
            int octet = path.charAt(i) == '%' ? octetAt(path, i + 1) : -1;
            if (octet >= 0) {
                bytes.write(octet);
                i += 2;
            } else {
                bytes.write('x');
            }
        }
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** What two digits spell; negative where there are none, which the HTTP layer refuses. */
    private static int octetAt(String path, int index) {
        if (index + 1 >= path.length()) {
            return -1;
        }
        int high = Character.digit(path.charAt(index), HEXADECIMAL);
        int low = Character.digit(path.charAt(index + 1), HEXADECIMAL);
        return high < 0 || low < 0 ? -1 : high * HEXADECIMAL + low;
    }
}
