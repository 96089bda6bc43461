package dev.agentkeys.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the first line of a request asks for: a path with a query, which may follow the scheme and the authority. */
final class RequestTarget {

    private static final Pattern ABSOLUTE = Pattern.compile("https?://([^/?]*)(.*)", Pattern.CASE_INSENSITIVE);
    private static final char LOWEST = '!';
    private static final char HIGHEST = '~';
    /** Beside letters and digits; all others are looked at more closely. */
    private static final String COMMON = "/-._~?&=:,+*";

    private RequestTarget() {}

    /** What is wrong with it, whatever it asks for. */
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

    /** As Quarkus sees it, which would answer without a body. */
    private static boolean isUri(String target) {
        try {
            new URI(target);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Whether it begins with a scheme, or with something that would be taken for one. */
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
