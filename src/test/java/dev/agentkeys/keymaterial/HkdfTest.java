package dev.agentkeys.keymaterial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HkdfTest {

    /** The first block of the output. RFC 5869, A.3, is the test case without salt and info. */
    @Test
    void agreesWithTheTestVectorOfItsStandard() {
        var secret = new byte[22];
        Arrays.fill(secret, (byte) 0x0b);

        assertArrayEquals(
                HexFormat.of().parseHex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"),
                Hkdf.derive(secret, ""));
    }

    @Test
    void derivesAnotherKeyForEachLabelAndEachSecret() {
        var keys = new HashSet<String>();
        for (var secret : new byte[][] {new byte[32], new byte[] {1}}) {
            for (var label : new String[] {"", "a", "b", "ab", "a "}) {
                keys.add(HexFormat.of().formatHex(Hkdf.derive(secret, label)));
            }
        }

        assertEquals(10, keys.size());
    }
}
