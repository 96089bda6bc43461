package dev.agentkeys.access;

import dev.agentkeys.keymaterial.Secret;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Finds the agent that an internal key belongs to. The verification feature implements it. */
public interface AgentKeys {

    /** The live agent whose internal key this is; empty if it is no such key, or not of exactly one agent. */
    Uni<Optional<Caller.Agent>> ownerOf(Secret internalKey);
}
