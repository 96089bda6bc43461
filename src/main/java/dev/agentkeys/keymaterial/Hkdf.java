package dev.agentkeys.keymaterial;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF-SHA-256 (RFC 5869) without salt, for outputs of up to one hash: independent keys from one secret. */
final class Hkdf {

    static final int HASH_BYTES = 32;

    private Hkdf() {}

    /** The 32-byte key that {@code label} stands for under {@code secret}. */
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
