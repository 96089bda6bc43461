package dev.agentkeys.verification;

import dev.agentkeys.keymaterial.Fingerprint;

/** A key that a fingerprint led to, and which of them it was. */
record FoundKey(VerifiedKey key, Fingerprint fingerprint) {}
