package dev.agentkeys.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessModeTest {

    @Test
    void readsAListInAnyOrderAndAnyCase() {
        assertEquals(Set.of(AccessMode.STATIC), AccessMode.parse("static"));
        assertEquals(Set.of(AccessMode.OIDC, AccessMode.GATEWAY), AccessMode.parse(" Gateway , OIDC"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", " NONE "})
    void noneIsNoModeAtAll(String list) {
        assertEquals(Set.of(), AccessMode.parse(list));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "static,", "statik", "static;oidc", "none,static", "static,none", "none,none"})
    void refusesAnythingElse(String list) {
        assertThrows(IllegalArgumentException.class, () -> AccessMode.parse(list));
    }
}
