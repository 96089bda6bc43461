package dev.agentkeys.forwarding.authentication;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.forwarding.body.HeldBody;
import dev.agentkeys.keymaterial.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Computes and compares the signatures of webhooks: HMAC-SHA-256 over the bytes of the body. */
final class Signatures {

    private static final String ALGORITHM = "HmacSHA256";

    private Signatures() {}

    /** The value that GitHub sends in {@code X-Hub-Signature-256}. */
    static String gitHub(Secret secret, HeldBody body) {
        return "sha256=" + hex(mac(secret), body);
    }

    /** The value that Slack sends in {@code X-Slack-Signature}; the timestamp is the unchanged header. */
    static String slack(Secret secret, String timestamp, HeldBody body) {
        var mac = mac(secret);
        mac.update(("v0:" + timestamp + ":").getBytes(US_ASCII));
        return "v0=" + hex(mac, body);
    }

    /** Compares in constant time. */
    static boolean match(String expected, String presented) {
        return MessageDigest.isEqual(
                expected.getBytes(ISO_8859_1), presented.strip().getBytes(ISO_8859_1));
    }

    private static Mac mac(Secret secret) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.reveal().getBytes(UTF_8), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }

    private static String hex(Mac mac, HeldBody body) {
        body.pieces().forEach(piece -> mac.update(piece.getBytes()));
        return HexFormat.of().formatHex(mac.doFinal());
    }
}
