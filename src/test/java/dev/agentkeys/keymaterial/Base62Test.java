package dev.agentkeys.keymaterial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base62Test {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    @Test
    void countsThroughDigitsCapitalsAndSmallLetters() {
        assertEquals(
                ALPHABET,
                IntStream.range(0, 62).mapToObj(i -> Base62.encode(i, 1)).collect(Collectors.joining()));
    }

    @Test
    void padsWithZerosToItsWidth() {
        assertEquals("0".repeat(43), Base62.encode(new byte[32], 43));
        assertEquals("00010", Base62.encode(62, 5));
    }

    @Test
    void readsBytesAsAnUnsignedNumber() {
        assertEquals("47", Base62.encode(new byte[] {(byte) 0xff}, 2));
    }

    @Test
    void hasRoomFor256BitsIn43DigitsAndFor32BitsIn6() {
        var widest = new byte[32];
        Arrays.fill(widest, (byte) 0xff);

        assertEquals("yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp1", Base62.encode(widest, 43));
        assertEquals("4gfFC3", Base62.encode(0xffff_ffffL, 6));
    }

    @Test
    void refusesNumbersThatNeedMoreDigits() {
        assertThrows(IllegalArgumentException.class, () -> Base62.encode(62, 1));
        assertThrows(IllegalArgumentException.class, () -> Base62.encode(new byte[] {62}, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void writesWhatCanBeReadBack(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            var bytes = new byte[32];
            random.nextBytes(bytes);
            long number = Integer.toUnsignedLong(random.nextInt());

            assertEquals(new BigInteger(1, bytes), decode(Base62.encode(bytes, 43)));
            assertEquals(BigInteger.valueOf(number), decode(Base62.encode(number, 6)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void dividesNumbersOfAnySize(long seed) {
        var random = new Random(seed);
        for (int length = 0; length <= 40; length++) {
            for (int i = 0; i < 50; i++) {
                var bytes = new byte[length];
                random.nextBytes(bytes);

                assertReadsBack(bytes);
            }
        }
    }

    @Test
    void dividesNumbersAtTheEdgesOfWordsAndDigits() {
        for (int bits = 0; bits <= 256; bits++) {
            for (int difference = -1; difference <= 1; difference++) {
                assertReadsBack(BigInteger.ONE.shiftLeft(bits).add(BigInteger.valueOf(difference)));
            }
        }
        for (int digits = 0; digits <= 43; digits++) {
            for (int difference = -1; difference <= 1; difference++) {
                assertReadsBack(BigInteger.valueOf(62).pow(digits).add(BigInteger.valueOf(difference)));
            }
        }
    }

    @Test
    void leavesTheBytesAsTheyAre() {
        var bytes = new byte[] {1, 2, 3, 4, 5};

        Base62.encode(bytes, 43);

        assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, bytes);
    }

    @Test
    void distinguishesItsDigitsFromAllOtherCharacters() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            assertEquals(ALPHABET.indexOf(c) >= 0, Base62.isDigit((char) c), "character " + c);
        }
    }

    private static void assertReadsBack(BigInteger number) {
        var bytes = number.toByteArray();
        assertReadsBack(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static void assertReadsBack(byte[] bytes) {
        var digits = Base62.encode(bytes, 60);

        assertEquals(60, digits.length());
        assertEquals(new BigInteger(1, bytes), decode(digits));
    }

    private static BigInteger decode(String digits) {
        return digits.chars()
                .mapToObj(c -> BigInteger.valueOf(ALPHABET.indexOf(c)))
                .reduce(BigInteger.ZERO, (high, low) -> high.multiply(BigInteger.valueOf(62))
                        .add(low));
    }
}
