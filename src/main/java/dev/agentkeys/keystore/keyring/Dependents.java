package dev.agentkeys.keystore.keyring;

/** How many keys of live agents are found by a fingerprint under a key of the ring, and how many secrets it seals. */
public record Dependents(long fingerprinted, long sealed) {

    public static final Dependents NONE = new Dependents(0, 0);

    public Dependents plus(Dependents others) {
        return new Dependents(fingerprinted + others.fingerprinted, sealed + others.sealed);
    }

    public boolean isNone() {
        return equals(NONE);
    }
}
