package dev.agentkeys.keymaterial;

import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** One key of the ring. Its secret gives the pepper for fingerprints, the key for sealing, and the check value. */
final class RingKey {

    static final int SECRET_BYTES = 32;

    private final String id;
    private final Mac pepper;
    private final SecretKey sealingKey;
    private final CheckValue checkValue;

    /** @param secret {@value #SECRET_BYTES} random bytes */
    RingKey(String id, byte[] secret) {
        this.id = Objects.requireNonNull(id, "id");
        this.pepper = hmacSha256(Hkdf.derive(secret, "agent-api-keys fingerprint v1"));
        this.sealingKey = new SecretKeySpec(Hkdf.derive(secret, "agent-api-keys seal v1"), "AES");
        this.checkValue = new CheckValue(id, Hkdf.derive(secret, "agent-api-keys check v1"));
    }

    String id() {
        return id;
    }

    SecretKey sealingKey() {
        return sealingKey;
    }

    CheckValue checkValue() {
        return checkValue;
    }

    /**
     * HMAC-SHA-256 under the pepper. Clones the {@link Mac} each time: threads must not share one, and initializing one
     * with its key is slow.
     */
    byte[] hmac(byte[] message) {
        try {
            return ((Mac) pepper.clone()).doFinal(message);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The JDK's HmacSHA256 can be cloned", e);
        }
    }

    private static Mac hmacSha256(byte[] key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "RingKey[" + id + "]";
    }
}
