package dev.agentkeys.verification;

/** Why a key is good, or is not. */
enum VerificationCode {
    /** The key is good. */
    VALID,
    /** No live agent has such a key. */
    NOT_FOUND,
    /** It claims to be a key of this service, but is misspelt: its checksum is wrong. */
    MALFORMED,
    /** The key is good, but another agent's than the one asked about. */
    AGENT_MISMATCH
}
