package dev.agentkeys.keyring;

import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.Sealed;

/** A stored secret and the row it is bound to. */
record SealedKey(Binding binding, Sealed sealed) {}
