package dev.agentkeys.forwarding.upstream;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Tells whether a path, appended to another, could be resolved to one outside of that. Agents differ in what they
 * decode before they resolve dot segments, so each is counted as the one that climbs most.
 */
public final class PathTraversal {

    private static final Pattern ANY_SLASH = Pattern.compile("/|\\\\|%(?:25)*(?:2[fF]|5[cC])");
    private static final String DOT = "(?:\\.|%(?:25)*2[eE])";
    /** What follows a semicolon is no part of the segment for some. */
    private static final String PARAMETERS = "(?:(?:;|%(?:25)*3[bB]).*)?";

    private static final Pattern PARENT = Pattern.compile(DOT + DOT + PARAMETERS);
    private static final Pattern NO_STEP = Pattern.compile(DOT + "?" + PARAMETERS);

    private PathTraversal() {}

    /** Whether the raw path, below a base, may lead out of it. */
    public static boolean leavesBase(String path) {
        int depth = 0;
        for (var segment : path.split("/")) {
            depth += stepsDown(segment);
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }

    /** One at most: an encoded slash is none for those who do not decode it. An empty segment is none for those who merge. */
    private static int stepsDown(String segment) {
        var parts = ANY_SLASH.split(segment);
        int climbs = (int) Arrays.stream(parts)
                .filter(part -> PARENT.matcher(part).matches())
                .count();
        if (climbs > 0) {
            return -climbs;
        }
        return Arrays.stream(parts).allMatch(part -> NO_STEP.matcher(part).matches()) ? 0 : 1;
    }
}
