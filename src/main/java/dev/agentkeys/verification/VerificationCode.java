package dev.agentkeys.verification;

import dev.agentkeys.keystore.KeyStatus;

/** The outcome of a verification. */
public enum VerificationCode {
    /** The key is good. */
    VALID,
    /**
     * No live agent has this key. This is also the code for a key that is not good, and belongs to another agent than
     * the question names.
     */
    NOT_FOUND,
    /** The key has the prefix of a generated key, but its checksum is wrong. */
    MALFORMED,
    /** The key is good, but belongs to another agent than the question names. */
    AGENT_MISMATCH,
    /** The time of the key is over. */
    EXPIRED,
    /** The key is switched off. */
    DISABLED,
    /** The key was ended for good. */
    REVOKED;

    static VerificationCode of(KeyStatus status) {
        return switch (status) {
            case ACTIVE -> VALID;
            case EXPIRED -> EXPIRED;
            case DISABLED -> DISABLED;
            case REVOKED -> REVOKED;
        };
    }
}
