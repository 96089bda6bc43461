package dev.agentkeys.idempotency;

/**
 * A request that is done once, however often it is sent.
 *
 * @param scope the digest of caller, operation and idempotency key
 * @param bodyDigest the digest of the body; the same request again has the same one
 */
public record RetriableRequest(byte[] scope, byte[] bodyDigest) {}
