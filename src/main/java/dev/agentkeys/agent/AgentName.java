package dev.agentkeys.agent;

import java.util.regex.Pattern;

/** The rules for names of agents. */
public final class AgentName {

    /** The form of a name. */
    public static final String PATTERN = "^[a-z0-9-]+$";
    /** The greatest length of a name. */
    public static final int MAX_LENGTH = 256;

    private static final Pattern COMPILED = Pattern.compile(PATTERN);

    private AgentName() {}

    /** Whether an agent can have that name; if not, no look-up is needed. */
    public static boolean isPossible(String text) {
        return text.length() <= MAX_LENGTH && COMPILED.matcher(text).matches();
    }
}
