package dev.agentkeys.http.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.http.DotSegments;
import dev.agentkeys.http.RequestFilter;
import dev.agentkeys.problem.ErrorFormat;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.regex.Pattern;

/**
 * Refuses a path that Quarkus would change before it serves it: Quarkus resolves dot segments, drops what follows a
 * semicolon, and replaces bytes that are not UTF-8 by one character. A request to delete one key could delete another.
 */
@ApplicationScoped
class AmbiguousPath {

    private static final int BAD_REQUEST = 400;
    private static final int HEXADECIMAL = 16;
    private static final Pattern ENCODED_SLASH = Pattern.compile("%(?:25)*(?:2[fF]|5[cC])");

    void install(@Observes Filters filters) {
        RequestFilter.PATH_RULES.register(filters, AmbiguousPath::check);
    }

    private static void check(RoutingContext context) {
        var path = context.request().path();
        if (RequestFilter.isForwarded(context.request())) {
            context.next();
        } else if (isAmbiguous(path)) {
            ErrorFormat.MESSAGE.send(
                    context, BAD_REQUEST, "The path must not hold '.', '..' or ';' (which may be written %3B).");
        } else if (path.indexOf('%') >= 0 && !isUtf8(path)) {
            ErrorFormat.MESSAGE.send(context, BAD_REQUEST, "What is percent-encoded in the path must be UTF-8.");
        } else {
            context.next();
        }
    }

    /** An encoded slash is part of a name, so the text between two of them is not a segment. */
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

    /** The octet that two digits spell; negative if there are no two digits, which Vert.x refuses. */
    private static int octetAt(String path, int index) {
        if (index + 1 >= path.length()) {
            return -1;
        }
        int high = Character.digit(path.charAt(index), HEXADECIMAL);
        int low = Character.digit(path.charAt(index + 1), HEXADECIMAL);
        return high < 0 || low < 0 ? -1 : high * HEXADECIMAL + low;
    }
}
