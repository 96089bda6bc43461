package dev.agentkeys.apikey;

import dev.agentkeys.agent.AgentReference;

/**
 * What a statement found that looked for an agent first.
 *
 * @param <T> what it was to find under the agent
 */
sealed interface Lookup<T> {

    /** The agent lives; what was looked for under it. */
    record Found<T>(T value) implements Lookup<T> {}

    /** There is no such agent. */
    record AgentUnknown<T>() implements Lookup<T> {}

    /** There was such an agent. */
    record AgentDeleted<T>() implements Lookup<T> {}

    /** What was found, or the problem of there being no agent to find it under. */
    default T orProblem(AgentReference agent) {
        if (this instanceof Found<T> found) {
            return found.value();
        }
        throw this instanceof AgentDeleted ? agent.deleted() : agent.unknown();
    }
}
