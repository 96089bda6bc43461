package dev.agentkeys.idempotency;

import dev.agentkeys.http.BodyDigest;
import dev.agentkeys.problem.ProblemException;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the header {@code Idempotency-Key}: bare, or quoted as a string of structured fields (RFC 9651). */
final class IdempotencyKey {

    private static final int MAX_LENGTH = 255;
    private static final Pattern BARE = Pattern.compile("[\\x21\\x23-\\x7e][\\x21-\\x7e]*");
    private static final Pattern QUOTED = Pattern.compile("\"((?:[\\x20-\\x7e&&[^\"\\\\]]|\\\\[\"\\\\])*+)\"");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

    private IdempotencyKey() {}

    /**
     * The key. Quoted or not, it is the same key.
     *
     * @param headers the values of all headers of that name, at least one
     * @throws ProblemException if there are several, or the header has another form
     */
    static String parse(List<String> headers) {
        if (headers.size() > 1) {
            throw ProblemException.badRequest(
                    "The header '" + BodyDigest.IDEMPOTENCY_KEY + "' may be given once only.");
        }
        var key = unquoted(headers.get(0));
        if (key.isEmpty() || key.length() > MAX_LENGTH) {
            throw malformed();
        }
        return key;
    }

    private static String unquoted(String header) {
        if (BARE.matcher(header).matches()) {
            return header;
        }
        var quoted = QUOTED.matcher(header);
        if (!quoted.matches()) {
            throw malformed();
        }
        return ESCAPED.matcher(quoted.group(1)).replaceAll("$1");
    }

    private static ProblemException malformed() {
        return ProblemException.badRequest("The header '" + BodyDigest.IDEMPOTENCY_KEY + "' must be 1 to " + MAX_LENGTH
                + " printable characters of ASCII, with or without double quotes around them.");
    }
}
