package dev.agentkeys.keymaterial;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Objects;

/**
 * A plaintext key or signing secret on its way through the service. It prints as asterisks, so that a record with a
 * secret can be logged. Comparing two values of the same length takes the same time wherever they differ.
 */
public final class Secret {

    private final String value;

    private Secret(String value) {
        this.value = Objects.requireNonNull(value, "value");
    }

    /** Wraps {@code value}, which may be empty but not null. */
    public static Secret of(String value) {
        return new Secret(value);
    }

    /** The plaintext: for cryptography and for the one response that shows it. */
    public String reveal() {
        return value;
    }

    /** Whether the value is empty. */
    public boolean isEmpty() {
        return value.isEmpty();
    }

    byte[] bytes() {
        return value.getBytes(UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    /** The same for every secret, because a hash of the value would reveal something about it. */
    @Override
    public int hashCode() {
        return Secret.class.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
