package dev.agentkeys.keyring;

/** How many keys of live agents are found by a fingerprint under a key of the ring, and how many are sealed under it. */
record Dependents(long fingerprinted, long sealed) {

    static final Dependents NONE = new Dependents(0, 0);

    Dependents plus(Dependents others) {
        return new Dependents(fingerprinted + others.fingerprinted, sealed + others.sealed);
    }

    boolean isNone() {
        return equals(NONE);
    }
}
