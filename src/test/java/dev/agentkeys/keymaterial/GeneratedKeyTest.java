package dev.agentkeys.keymaterial;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratedKeyTest {

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int CHECKSUM_DIGITS = 6;

    /** Made from the bytes 0 to 31 by another program. */
    private static final String SAMPLE = "agk_ext_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf4am6p5";

    @ParameterizedTest
    @CsvSource({"EXTERNAL,ext", "INTERNAL,int", "GITHUB,gh", "SLACK,sl"})
    void isFoundByOneRegularExpressionThatNamesItsType(KeyType type, String tag) {
        for (int seed = 0; seed < 100; seed++) {
            var key = GeneratedKey.generate(type, new SeededRandom(seed)).reveal();

            assertTrue(key.matches("agk_" + tag + "_[0-9A-Za-z]{49}"), key);
        }
    }

    @Test
    void carriesEveryRandomBit() {
        for (int seed = 0; seed < 100; seed++) {
            var bytes = new byte[32];
            new SeededRandom(seed).nextBytes(bytes);

            var key = GeneratedKey.generate(KeyType.GITHUB, new SeededRandom(seed))
                    .reveal();

            assertEquals(
                    encode(new BigInteger(1, bytes), 43), key.substring("agk_gh_".length(), "agk_gh_".length() + 43));
        }
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void endsInTheCrcOfAllThatPrecedes(KeyType type) {
        for (int seed = 0; seed < 100; seed++) {
            var key = GeneratedKey.generate(type, new SeededRandom(seed)).reveal();
            int end = key.length() - CHECKSUM_DIGITS;

            assertEquals(encode(BigInteger.valueOf(crc32(key.substring(0, end))), CHECKSUM_DIGITS), key.substring(end));
            assertTrue(GeneratedKey.matches(key), key);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SAMPLE,
                "agk_int_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf0wzzbr",
                "agk_gh_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf2hRN3q",
                "agk_sl_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3cUzH6"
            })
    void acceptsKeysOfEarlierReleases(String key) {
        assertTrue(GeneratedKey.matches(key));
    }

    @Test
    void refusesAKeyWithAnyCharacterChanged() {
        for (int i = 0; i < SAMPLE.length(); i++) {
            for (char c : (DIGITS + "_- \0é\u0660\uFF10").toCharArray()) {
                if (c != SAMPLE.charAt(i)) {
                    assertRefused(SAMPLE.substring(0, i) + c + SAMPLE.substring(i + 1));
                }
            }
        }
    }

    @Test
    void refusesAKeyWithNeighboursSwapped() {
        for (int i = 0; i + 1 < SAMPLE.length(); i++) {
            var one = SAMPLE.charAt(i);
            var two = SAMPLE.charAt(i + 1);
            if (one != two) {
                assertRefused(SAMPLE.substring(0, i) + two + one + SAMPLE.substring(i + 2));
            }
        }
    }

    @Test
    void refusesAKeyWithACharacterMoreOrLess() {
        for (int i = 0; i <= SAMPLE.length(); i++) {
            for (char c : (DIGITS + " \n").toCharArray()) {
                assertRefused(SAMPLE.substring(0, i) + c + SAMPLE.substring(i));
            }
        }
        for (int i = 0; i < SAMPLE.length(); i++) {
            assertRefused(SAMPLE.substring(0, i) + SAMPLE.substring(i + 1));
            assertRefused(SAMPLE.substring(0, i));
        }
    }

    @Test
    void recognizesAGeneratedKeyWithATypo() {
        assertTrue(GeneratedKey.claimedBy(SAMPLE.replace("Ul", "lU")));
        assertTrue(GeneratedKey.claimedBy("agk_sl_"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "agk", "agk_", "agk_ext", "agk_foo_x", "AGK_ext_x", " agk_ext_x", "agk-ext-x", "sk_x"})
    void recognizesNoKeyWithAnotherPrefix(String text) {
        assertFalse(GeneratedKey.claimedBy(text));
        assertFalse(GeneratedKey.matches(text));
    }

    @Test
    void hintsAtPrefixAndLastFourCharactersOnly() {
        assertEquals(Optional.of("agk_ext_...m6p5"), GeneratedKey.hint(Secret.of(SAMPLE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2", "sk-a-long-key-the-caller-brought", "agk_ext_of-my-own"})
    void hintsAtNothingOfAForeignKey(String key) {
        assertEquals(Optional.empty(), GeneratedKey.hint(Secret.of(key)));
    }

    private static void assertRefused(String key) {
        assertFalse(GeneratedKey.matches(key), key);
    }

    private static String encode(BigInteger number, int width) {
        var digits = new StringBuilder();
        for (var rest = number; digits.length() < width; rest = rest.divide(BigInteger.valueOf(62))) {
            digits.append(DIGITS.charAt(rest.mod(BigInteger.valueOf(62)).intValue()));
        }
        return digits.reverse().toString();
    }

    /** Calculates CRC-32 bit by bit, as its definition says. */
    private static long crc32(String text) {
        int crc = ~0;
        for (byte b : text.getBytes(US_ASCII)) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0xedb8_8320);
            }
        }
        return Integer.toUnsignedLong(~crc);
    }
}
