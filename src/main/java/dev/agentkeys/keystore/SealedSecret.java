package dev.agentkeys.keystore;

import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.Sealed;

/** A sealed value as it is stored, and the row that it is bound to. */
public record SealedSecret(Binding binding, Sealed sealed) {}
