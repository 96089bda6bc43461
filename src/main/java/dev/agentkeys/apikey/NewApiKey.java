package dev.agentkeys.apikey;

import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import java.util.Optional;
import java.util.UUID;

/** A key in the form it is to be stored in. */
record NewApiKey(
        UUID id,
        KeyType type,
        String name,
        Optional<String> hint,
        Optional<Fingerprint> fingerprint,
        Optional<Sealed> sealed) {}
