package dev.agentkeys.http;

import java.util.regex.Pattern;

/** Finds the path segments {@code .} and {@code ..}. A server that resolves them serves another path (RFC 3986, 5.2.4). */
public final class DotSegments {

    private static final String DOT = "(?:\\.|%(?:25)*2[eE])";
    private static final String SLASH = "(?:/|\\\\|%(?:25)*(?:2[fF]|5[cC]))";
    private static final Pattern DOT_SEGMENT =
            Pattern.compile("(?:^|" + SLASH + ")" + DOT + "{1,2}(?:$|;|" + SLASH + ")");

    private DotSegments() {}

    /** Whether the path has a dot segment. A backslash counts as a slash, and percent-encoding may be repeated. */
    public static boolean in(String path) {
        return DOT_SEGMENT.matcher(path).find();
    }
}
