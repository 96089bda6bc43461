package dev.agentkeys.agent;

import java.util.regex.Pattern;

/** What an agent may be called. */
public final class AgentName {

    static final String PATTERN = "^[a-z0-9-]+$";
    static final int MAX_LENGTH = 256;

    private static final Pattern COMPILED = Pattern.compile(PATTERN);

    private AgentName() {}

    /** Whether an agent may be called that; if not, there is no need to look for one. */
    public static boolean isPossible(String text) {
        return text.length() <= MAX_LENGTH && COMPILED.matcher(text).matches();
    }
}
