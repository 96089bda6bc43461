package dev.agentkeys.verification;

/** The outcome of a verification. */
enum VerificationCode {
    /** The key is good. */
    VALID,
    /** No live agent has such a key. */
    NOT_FOUND,
    /** The key has the prefix of a generated key, but its checksum is wrong. */
    MALFORMED,
    /** The key is good, but belongs to another agent than the question names. */
    AGENT_MISMATCH
}
