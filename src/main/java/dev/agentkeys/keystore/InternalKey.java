package dev.agentkeys.keystore;

/**
 * The internal key of an agent.
 *
 * @param expired whether it has expired; a disabled key counts as disabled only
 */
public record InternalKey(SealedSecret secret, boolean expired) {}
