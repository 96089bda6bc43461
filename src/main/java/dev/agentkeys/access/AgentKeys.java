package dev.agentkeys.access;

import dev.agentkeys.keymaterial.Secret;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the agent that an internal key belongs to. The verification feature implements it. */
public interface AgentKeys {

    /**
     * The live agent that this active internal key belongs to; empty if there is not exactly one such agent.
     *
     * @param meant whether the caller says that it is this agent; if not, the key does not count as used
     */
    Uni<Optional<Caller.Agent>> ownerOf(Secret internalKey, Predicate<Caller.Agent> meant);
}
