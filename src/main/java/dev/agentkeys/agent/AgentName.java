package dev.agentkeys.agent;

/** What an agent may be called. */
final class AgentName {

    static final String PATTERN = "^[a-z0-9-]+$";
    static final int MAX_LENGTH = 256;

    private AgentName() {}
}
