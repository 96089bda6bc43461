package dev.agentkeys.access;

import dev.agentkeys.keymaterial.Secret;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds the agent that an internal key belongs to. The verification feature implements it. */
public interface AgentKeys {

    /**
     * The live agent whose active internal key this is; empty if it is no such key, or not of exactly one agent.
     *
     * @param meant whether the caller says that it is this agent; else there is no use of the key
     */
    Uni<Optional<Caller.Agent>> ownerOf(Secret internalKey, Predicate<Caller.Agent> meant);
}
