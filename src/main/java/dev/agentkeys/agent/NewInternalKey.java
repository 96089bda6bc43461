package dev.agentkeys.agent;

import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import dev.agentkeys.keymaterial.Secret;
import java.util.UUID;

/** A newly made internal key in the form it would be stored in, for one agent and no other. */
record NewInternalKey(UUID id, String name, String hint, Fingerprint fingerprint, Sealed sealed) {

    private static final String SUFFIX = "-api-key";
    /** So that the whole is no longer than the name of any other key. */
    private static final int MAX_STEM = 256 - SUFFIX.length();

    static NewInternalKey make(KeyMaterial keyMaterial, UUID id, UUID agentId, String agentName) {
        Secret key = keyMaterial.generate(KeyType.INTERNAL);
        return new NewInternalKey(
                id,
                agentName.substring(0, Math.min(agentName.length(), MAX_STEM)) + SUFFIX,
                GeneratedKey.hint(key).orElseThrow(),
                keyMaterial.fingerprint(KeyType.INTERNAL, key),
                keyMaterial.seal(key, new Binding(id, agentId, KeyType.INTERNAL)));
    }
}
