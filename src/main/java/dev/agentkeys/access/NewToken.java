package dev.agentkeys.access;

import dev.agentkeys.keymaterial.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A new token of mode {@code static}.
 *
 * @param secret the token, which the caller sends
 * @param line the entry for the service's list of tokens, with the token's digest
 */
public record NewToken(Secret secret, String line) {

    /** The names that a token may have. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private static final int BYTES = 32;

    /**
     * Makes a token.
     *
     * @throws IllegalArgumentException if the name is not allowed
     */
    public static NewToken generate(String name, Set<String> roles, SecureRandom random) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "its name must be 1 to 64 letters, digits, dots, dashes and underscores");
        }
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        var token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new NewToken(Secret.of(token), name + ":" + Digests.sha256Hex(token) + ":" + String.join("+", roles));
    }
}
