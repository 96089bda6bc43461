package dev.agentkeys.keystore.keyring;

/** How many keys of live agents are found by a fingerprint under a key of the ring, and how many secrets it seals. */
public record Dependents(long fingerprinted, long sealed) {

    /** No key and no secret. */
    public static final Dependents NONE = new Dependents(0, 0);

    /** The sum of these and the others. */
    public Dependents plus(Dependents others) {
        return new Dependents(fingerprinted + others.fingerprinted, sealed + others.sealed);
    }

    /** Whether neither a key nor a secret depends on the key of the ring. */
    public boolean isNone() {
        return equals(NONE);
    }
}
