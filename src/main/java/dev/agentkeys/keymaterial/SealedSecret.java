package dev.agentkeys.keymaterial;

/** The sealed value of a key as it is stored, and the key that it is bound to. */
public record SealedSecret(Binding.OfKey binding, Sealed sealed) {}
