package dev.agentkeys.keystore;

import dev.agentkeys.audit.Changes;
import dev.agentkeys.keymaterial.Binding;
import dev.agentkeys.keymaterial.Fingerprint;
import dev.agentkeys.keymaterial.GeneratedKey;
import dev.agentkeys.keymaterial.KeyMaterial;
import dev.agentkeys.keymaterial.KeyType;
import dev.agentkeys.keymaterial.Sealed;
import dev.agentkeys.keymaterial.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Optional;
import java.util.UUID;

/** A key to be stored. Its type decides what is stored of its value: a fingerprint, a sealed value, or both. */
public record NewKey(
        UUID id,
        KeyType type,
        String name,
        Optional<String> hint,
        Optional<Fingerprint> fingerprint,
        Optional<Sealed> sealed,
        Terms terms) {

    private static final String INTERNAL_SUFFIX = "-api-key";
    private static final int MAX_INTERNAL_STEM = 256 - INTERNAL_SUFFIX.length();

    /**
     * Makes a key without terms from a value.
     *
     * @param agentId the id of the agent, to which a sealed value is bound; may be empty for a type that is not sealed
     */
    public static NewKey of(
            KeyMaterial keyMaterial, UUID id, Optional<UUID> agentId, KeyType type, String name, Secret value) {
        return new NewKey(
                id,
                type,
                name,
                GeneratedKey.hint(value),
                type.presentable() ? Optional.of(keyMaterial.fingerprint(type, value)) : Optional.empty(),
                type.recoverable()
                        ? Optional.of(keyMaterial.seal(value, new Binding.OfKey(id, agentId.orElseThrow(), type)))
                        : Optional.empty(),
                Terms.NONE);
    }

    /** The changes for the audit trail, without anything that could be a secret. */
    Changes changes() {
        var changes = new Changes().to("name", name).to("api_key_type", type.wireName());
        if (!terms.expiry().equals(Expiry.NEVER)) {
            changes.hidden("expires_at");
        }
        if (terms.metadata().isPresent()) {
            changes.hidden("metadata");
        }
        if (terms.selfRotation()) {
            changes.to("self_rotation", true);
        }
        return changes;
    }

    /** Adds the four parameters of the fingerprint and the sealed value. */
    Tuple addStoredTo(Tuple parameters) {
        return parameters
                .addValue(
                        fingerprint.map(Fingerprint::value).map(Buffer::buffer).orElse(null))
                .addString(fingerprint.map(Fingerprint::keyId).orElse(null))
                .addValue(sealed.map(Sealed::value).map(Buffer::buffer).orElse(null))
                .addString(sealed.map(Sealed::keyId).orElse(null));
    }

    /** The same key with those terms. */
    public NewKey with(Terms given) {
        return new NewKey(id, type, name, hint, fingerprint, sealed, given);
    }

    /**
     * Makes the internal key of an agent, with the usual lifetime. Its name is the name of the agent, cut if it is too
     * long, and a suffix.
     */
    public static NewKey internal(
            KeyMaterial keyMaterial, KeyLifetimes lifetimes, UUID id, UUID agentId, String agentName) {
        var name = agentName.substring(0, Math.min(agentName.length(), MAX_INTERNAL_STEM)) + INTERNAL_SUFFIX;
        return of(keyMaterial, id, Optional.of(agentId), KeyType.INTERNAL, name, keyMaterial.generate(KeyType.INTERNAL))
                .with(Terms.of(lifetimes.usual(KeyType.INTERNAL)));
    }

    /**
     * The terms of a new key.
     *
     * @param metadata a JSON object, in its compact form
     * @param selfRotation whether the holder of the key may rotate it
     */
    public record Terms(Expiry expiry, Optional<String> metadata, boolean selfRotation) {

        /** The key lives until it is deleted. */
        public static final Terms NONE = of(Expiry.NEVER);

        /** The terms of a key of which only the expiry is given. */
        public static Terms of(Expiry expiry) {
            return new Terms(expiry, Optional.empty(), false);
        }

        /** Adds five parameters: three of the expiry, the metadata, and whether the holder may rotate the key. */
        Tuple addTo(Tuple parameters) {
            return expiry.addTo(parameters).addString(metadata.orElse(null)).addBoolean(selfRotation);
        }
    }
}
