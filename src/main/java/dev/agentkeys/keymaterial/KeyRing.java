package dev.agentkeys.keymaterial;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The keys of this service: new values are made under the current key, and older values still verify and open under the
 * retired keys. Written as {@code id:base64 of 32 random bytes}, one per line or comma-separated, the current one first.
 */
public final class KeyRing {

    /** The id of the ring that dev and test generate. Its secret is lost when the process ends. */
    public static final String THROW_AWAY = "throw-away";

    private static final Pattern SEPARATOR = Pattern.compile("[,\\r\\n]+");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final List<RingKey> keys;

    private KeyRing(List<RingKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads a ring.
     *
     * @throws IllegalArgumentException if it is empty, or an entry is malformed or has a secret that cannot be random; the
     *     message names the entry by its position or id and never shows a secret
     */
    public static KeyRing parse(String text) {
        var keys = new ArrayList<RingKey>();
        for (var entry : entries(text)) {
            var key = parseEntry(entry, keys.size() + 1);
            keys.forEach(other -> refuseTwins(other, key));
            keys.add(key);
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("it has no key");
        }
        return new KeyRing(keys);
    }

    /** Whether a key of the ring may have that id. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** A ring of one new key, in the form {@link #parse} reads. */
    public static String generate(String id, SecureRandom random) {
        var secret = new byte[RingKey.SECRET_BYTES];
        random.nextBytes(secret);
        return id + ":" + Base64.getEncoder().encodeToString(secret);
    }

    RingKey current() {
        return keys.get(0);
    }

    List<RingKey> all() {
        return keys;
    }

    Optional<RingKey> find(String id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    private static void refuseTwins(RingKey one, RingKey other) {
        if (one.id().equals(other.id())) {
            throw new IllegalArgumentException("the key id '" + one.id() + "' appears twice");
        }
        if (one.checkValue().matches(other.checkValue().value())) {
            throw new IllegalArgumentException(
                    "the keys '" + one.id() + "' and '" + other.id() + "' have the same secret");
        }
    }

    private static List<String> entries(String text) {
        return Arrays.stream(SEPARATOR.split(text))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private static RingKey parseEntry(String entry, int position) {
        int colon = entry.indexOf(':');
        if (colon < 0 || !isId(entry.substring(0, colon))) {
            throw new IllegalArgumentException("entry " + position
                    + " is not 'id:base64', where the id has 1 to 64 letters, digits, dots, dashes and underscores");
        }
        return new RingKey(entry.substring(0, colon), decode(entry.substring(colon + 1), position));
    }

    private static byte[] decode(String base64, int position) {
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            // The decoder's message quotes characters of the secret.
            throw new IllegalArgumentException("the secret of entry " + position + " is not base64");
        }
        if (secret.length != RingKey.SECRET_BYTES) {
            throw new IllegalArgumentException("the secret of entry " + position + " is " + secret.length
                    + " bytes long instead of " + RingKey.SECRET_BYTES);
        }
        if (isProgression(secret) || isRepetition(secret)) {
            throw new IllegalArgumentException("the secret of entry " + position
                    + " is not random: its bytes are all equal, count up or down, or repeat");
        }
        return secret;
    }

    /** Whether each byte differs from the one before by the same amount, which may be zero. */
    private static boolean isProgression(byte[] secret) {
        byte step = (byte) (secret[1] - secret[0]);
        for (int i = 2; i < secret.length; i++) {
            if ((byte) (secret[i] - secret[i - 1]) != step) {
                return false;
            }
        }
        return true;
    }

    /** Whether the second half repeats the first. This also finds repeated quarters, eighths and so on. */
    private static boolean isRepetition(byte[] secret) {
        int half = secret.length / 2;
        for (int i = 0; i < half; i++) {
            if (secret[i] != secret[half + i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "KeyRing" + keys;
    }
}
