package dev.agentkeys.forwarding;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests as GitHub and Slack do. */
public final class Signed {

    private Signed() {}

    /** The signature of GitHub. */
    public static String byGitHub(String secret, String body) {
        return "sha256=" + hmac(secret, body);
    }

    /** The signature of Slack. */
    public static String bySlack(String secret, String timestamp, String body) {
        return "v0=" + hmac(secret, "v0:" + timestamp + ":" + body);
    }

    static String now() {
        return String.valueOf(Instant.now().getEpochSecond());
    }

    private static String hmac(String secret, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
