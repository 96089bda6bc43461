package dev.agentkeys.apikey;

import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Secret;

/** A request for a key of a type, which it may bring along. */
interface TypedKey {

    /** The type, or null where the request lacks it. */
    KeyType typeOfKey();

    /** The name of the key, or null where the request lacks it. */
    String name();

    /** The key, or null where the request brings none. */
    Secret broughtKey();

    /** The record component that the key stands in. */
    String keyComponent();
}
