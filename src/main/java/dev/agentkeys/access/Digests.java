package dev.agentkeys.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes SHA-256 digests, for example of credentials: the service keeps and compares only their digests. */
public final class Digests {

    private Digests() {}

    public static byte[] sha256(String credential) {
        return sha256(credential.getBytes(UTF_8));
    }

    public static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    public static String sha256Hex(String credential) {
        return HexFormat.of().formatHex(sha256(credential));
    }
}
