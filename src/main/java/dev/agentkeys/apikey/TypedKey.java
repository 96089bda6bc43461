package dev.agentkeys.apikey;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;

/** A request for a key of some type, with or without a value for it. */
interface TypedKey {

    /** The type, or null where the request lacks it. */
    KeyType typeOfKey();

    /** The name of the key, or null where the request lacks it. */
    String name();

    /** The value that the caller chooses, or null where the request gives none. */
    Secret chosenKey();

    /** The record component that holds the value. */
    String keyComponent();
}
