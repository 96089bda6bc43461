package dev.agentkeys.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnicodeTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "é", "名前", "😀", "😀😀a", "\uFFFD", "\uFFFF"})
    void isWellFormedWhereEverySurrogateHasItsPartner(String text) {
        assertTrue(Unicode.isWellFormed(text));
    }

    @Test
    void isIllFormedWhereOneStandsAlone() {
        char high = '\uD83D';
        char low = '\uDE00';
        for (var text : new String[] {
            "" + high,
            "" + low,
            "a" + high,
            low + "a",
            high + "a" + low,
            "" + low + high,
            "" + high + high + low,
            "😀" + low
        }) {
            assertFalse(Unicode.isWellFormed(text));
        }
    }

    @Test
    void hasControlCharactersInC0AndC1AndDelOnly() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            assertEquals(c < 0x20 || c >= 0x7f && c < 0xa0, Unicode.hasControl("a" + (char) c + "b"), "character " + c);
        }
    }
}
