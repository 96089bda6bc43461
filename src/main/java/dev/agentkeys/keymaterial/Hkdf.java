package dev.agentkeys.keymaterial;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Derives independent keys from one secret: HKDF-SHA-256 (RFC 5869) without salt, for keys of one hash's length. */
final class Hkdf {

    static final int HASH_BYTES = 32;

    private Hkdf() {}

    /** Derives the 32-byte key for {@code label} from {@code secret}. */
    static byte[] derive(byte[] secret, String label) {
        var pseudoRandomKey = hmac(new byte[HASH_BYTES], secret);
        var info = label.getBytes(US_ASCII);
        var firstBlock = new byte[info.length + 1];
        System.arraycopy(info, 0, firstBlock, 0, info.length);
        firstBlock[info.length] = 1;
        return hmac(pseudoRandomKey, firstBlock);
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }
}
