package dev.agentkeys.keymaterial;

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
    void refusesWhatNeedsMoreDigits() {
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

    @Test
    void knowsItsDigitsFromEveryOtherCharacter() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            assertEquals(ALPHABET.indexOf(c) >= 0, Base62.isDigit((char) c), "character " + c);
        }
    }

    private static BigInteger decode(String digits) {
        return digits.chars()
                .mapToObj(c -> BigInteger.valueOf(ALPHABET.indexOf(c)))
                .reduce(BigInteger.ZERO, (high, low) -> high.multiply(BigInteger.valueOf(62))
                        .add(low));
    }
}
