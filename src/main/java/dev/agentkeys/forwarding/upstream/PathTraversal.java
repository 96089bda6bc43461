package dev.agentkeys.forwarding.upstream;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Finds paths that, appended to a base path, could resolve to a path outside of the base. Servers differ in what they
 * decode before they resolve dot segments, so this class takes the most dangerous reading of each segment.
 */
public final class PathTraversal {

    private static final Pattern ANY_SLASH = Pattern.compile("/|\\\\|%(?:25)*(?:2[fF]|5[cC])");
    private static final String DOT = "(?:\\.|%(?:25)*2[eE])";
    /** Some servers drop what follows a semicolon. */
    private static final String PARAMETERS = "(?:(?:;|%(?:25)*3[bB]).*)?";

    private static final Pattern PARENT = Pattern.compile(DOT + DOT + PARAMETERS);
    private static final Pattern CURRENT = Pattern.compile(DOT + "?" + PARAMETERS);

    private PathTraversal() {}

    /** Whether the raw path may lead out of the base that it is appended to. */
    public static boolean leavesBase(String path) {
        int depth = 0;
        for (var segment : path.split("/")) {
            depth += levelsDown(segment);
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns how many levels the segment leads down, or a negative number if it leads up. A segment with encoded
     * slashes leads down only one level, because some servers do not decode them. An empty segment leads down no level,
     * because some servers merge slashes.
     */
    private static int levelsDown(String segment) {
        var parts = ANY_SLASH.split(segment);
        int parents = (int) Arrays.stream(parts)
                .filter(part -> PARENT.matcher(part).matches())
                .count();
        if (parents > 0) {
            return -parents;
        }
        return Arrays.stream(parts).allMatch(part -> CURRENT.matcher(part).matches()) ? 0 : 1;
    }
}
