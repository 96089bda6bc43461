package dev.agentkeys.keystore;

import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Optional;

/**
 * The terms of a new key.
 *
 * @param metadata a JSON object, in its compact form
 * @param selfRotation whether who holds the key may rotate it
 */
public record KeyTerms(Expiry expiry, Optional<String> metadata, boolean selfRotation) {

    /** The key lives until it is deleted. */
    public static final KeyTerms NONE = of(Expiry.NEVER);

    /** The key expires then. */
    public static KeyTerms of(Expiry expiry) {
        return new KeyTerms(expiry, Optional.empty(), false);
    }

    /** Adds the five parameters: three of the expiry, then the metadata and who may rotate. */
    Tuple addTo(Tuple parameters) {
        return expiry.addTo(parameters).addString(metadata.orElse(null)).addBoolean(selfRotation);
    }
}
