package dev.agentkeys.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/** The service with mode {@code static}: a token for each role, and one for all of them. */
public class StaticAccess implements QuarkusTestProfile {

    public static final String ALL = "token-of-somebody-who-may-do-everything";

    @Override
    public Map<String, String> getConfigOverrides() {
        var single = Role.ALL.stream()
                .map(role -> entry(role.replace(':', '-'), tokenOf(role), role))
                .collect(Collectors.joining("\n"));
        return Map.of(
                "agentkeys.access.mode",
                "static",
                "agentkeys.access.tokens",
                single + "\n" + entry("all", ALL, String.join("+", Role.ALL)),
                "agentkeys.access.failures.per-address",
                "1000000",
                "agentkeys.access.failures.per-credential",
                "1000000");
    }

    /** The token that has only this role. */
    public static String tokenOf(String role) {
        return "token-with-only-" + role;
    }

    static String entry(String name, String token, String roles) {
        return name + ":" + sha256(token) + ":" + roles;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
