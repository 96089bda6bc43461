package dev.agentkeys.keymaterial;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Settings of the key material: {@code AGENTKEYS_KEY_RING} and its {@code _FILE} form. */
@ConfigMapping(prefix = "agentkeys")
interface KeyMaterialConfig {

    /** The key ring, as {@link KeyRing#parse} reads it. Required in production. */
    Optional<String> keyRing();
}
