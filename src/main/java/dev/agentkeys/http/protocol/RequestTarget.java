package dev.agentkeys.http.protocol;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks and splits the target of a request: a path with a query, which may follow a scheme and an authority. */
final class RequestTarget {

    private static final Pattern ABSOLUTE = Pattern.compile("https?://([^/?]*)(.*)", Pattern.CASE_INSENSITIVE);
    private static final char LOWEST = '!';
    private static final char HIGHEST = '~';
    /** Usual characters besides letters and digits. A target with any other character is parsed as a URI. */
    private static final String COMMON = "/-._~?&=:,+*";

    private RequestTarget() {}

    /** What is wrong with a target; empty if it can be served. */
    static Optional<String> fault(String target) {
        boolean common = target.startsWith("/") && !target.startsWith("//");
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c < LOWEST || c > HIGHEST || c == '#') {
                return Optional.of("The path or query has characters that are not allowed.");
            }
            common &= Character.isLetterOrDigit(c) || COMMON.indexOf(c) >= 0;
        }
        return common || isUri(target) ? Optional.empty() : Optional.of("The path or query is not that of a URI.");
    }

    /** Whether Quarkus can parse the target. Quarkus would answer without a body if it cannot. */
    private static boolean isUri(String target) {
        try {
            new URI(target);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Whether the target begins with a scheme, or with what Vert.x takes for one. */
    static boolean isAbsolute(String target) {
        return !target.startsWith("/") && target.contains("://");
    }

    /** The path and query of an absolute target; empty unless it names that host and port. */
    static Optional<String> below(String hostAndPort, String target) {
        var absolute = ABSOLUTE.matcher(target);
        if (!absolute.matches() || !absolute.group(1).equalsIgnoreCase(hostAndPort)) {
            return Optional.empty();
        }
        return Optional.of(absolute.group(2).startsWith("/") ? absolute.group(2) : "/" + absolute.group(2));
    }
}
