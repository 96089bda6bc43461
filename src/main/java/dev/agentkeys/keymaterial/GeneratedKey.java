package dev.agentkeys.keymaterial;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The format of the keys that this service generates: {@code agk_<ext|int|gh|sl>_}, 43 base 62 characters for 256
 * random bits, and 6 more for the CRC-32 of everything before them. A double-click selects the whole key, a secret
 * scanner finds it with one regular expression, and this service refuses a typo without a query.
 */
public final class GeneratedKey {

    private static final String BRAND = "agk_";
    private static final int RANDOM_BYTES = 32;
    private static final int RANDOM_DIGITS = 43;
    private static final int CHECKSUM_DIGITS = 6;
    private static final int HINT_TAIL = 4;

    private GeneratedKey() {}

    static Secret generate(KeyType type, SecureRandom random) {
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        var body = prefix(type) + Base62.encode(bytes, RANDOM_DIGITS);
        return Secret.of(body + checksum(body));
    }

    /** Whether {@code text} has the prefix of a generated key. */
    public static boolean claimedBy(String text) {
        return prefixOf(text).isPresent();
    }

    /** The type that the prefix of {@code text} names; empty if it is not the prefix of a generated key. */
    public static Optional<KeyType> typeClaimedBy(String text) {
        return Arrays.stream(KeyType.values())
                .filter(type -> text.startsWith(prefix(type)))
                .findFirst();
    }

    /**
     * Whether {@code text} has the whole format, checksum included. This does not tell whether such a key was issued.
     */
    public static boolean matches(String text) {
        return typeOf(text).isPresent();
    }

    /** The type of a generated key; empty if {@code text} does not have the whole format. */
    public static Optional<KeyType> typeOf(String text) {
        return text.startsWith(BRAND)
                ? typeClaimedBy(text).filter(type -> hasFormat(text, prefix(type)))
                : Optional.empty();
    }

    private static boolean hasFormat(String text, String prefix) {
        if (text.length() != prefix.length() + RANDOM_DIGITS + CHECKSUM_DIGITS) {
            return false;
        }
        for (int i = prefix.length(); i < text.length(); i++) {
            if (!Base62.isDigit(text.charAt(i))) {
                return false;
            }
        }
        int end = text.length() - CHECKSUM_DIGITS;
        return text.substring(end).equals(checksum(text.substring(0, end)));
    }

    /**
     * The part of a key that people may see to recognize it: the prefix and the last four characters of a generated key.
     * A caller's own key has no hint, because it may be short or a word.
     */
    public static Optional<String> hint(Secret key) {
        var text = key.reveal();
        return matches(text)
                ? prefixOf(text).map(prefix -> prefix + "..." + text.substring(text.length() - HINT_TAIL))
                : Optional.empty();
    }

    private static Optional<String> prefixOf(String text) {
        return text.startsWith(BRAND) ? typeClaimedBy(text).map(GeneratedKey::prefix) : Optional.empty();
    }

    private static String prefix(KeyType type) {
        return BRAND + type.tag() + "_";
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(US_ASCII));
        return Base62.encode(crc.getValue(), CHECKSUM_DIGITS);
    }
}
