package dev.agentkeys.apikey;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;

/** A request that may bring a key of a type. */
interface TypedKey {

    /** The type, or null where the request lacks it. */
    KeyType typeOfKey();

    /** The key, or null where the request brings none. */
    Secret broughtKey();

    /** The record component that the key stands in. */
    String keyComponent();
}
