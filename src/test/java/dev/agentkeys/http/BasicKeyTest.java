package dev.agentkeys.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BasicKeyTest {

    private static final UUID ID = UUID.fromString("0198f3a1-0000-7000-8000-0123456789ab");

    @ParameterizedTest
    @ValueSource(strings = {"Basic ", "basic ", "BASIC  "})
    void readsUserAndKey(String scheme) {
        var basic = BasicKey.in(scheme + base64("triage:a:key")).orElseThrow();

        assertEquals("triage", basic.user());
        assertEquals("a:key", basic.key().reveal());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Basic ",
                "Basic !",
                "Bearer dHJpYWdlOmtleQ==",
                "Basic dHJpYWdl",
                "Basic dHJpYWdlOg=="
            })
    void findsNoKeyWhereThereIsNoPassword(String authorization) {
        assertEquals(Optional.empty(), BasicKey.in(authorization));
    }

    @Test
    void acceptsAnEmptyUserOrTheAgentAsTheUser() {
        assertTrue(of("").isOf(ID, "triage"));
        assertTrue(of("triage").isOf(ID, "triage"));
        assertTrue(of(ID.toString().toUpperCase()).isOf(ID, "triage"));
        assertFalse(of("other").isOf(ID, "triage"));
        assertFalse(of("Triage").isOf(ID, "triage"));
    }

    @Test
    void readsALogInOfAnotherUserAsNoKey() {
        assertTrue(of("").mayBeOf("triage"));
        assertTrue(of("triage").mayBeOf("triage"));
        assertTrue(of(ID.toString()).mayBeOf("triage"));
        assertFalse(of("alice").mayBeOf("triage"));
        var claimed = BasicKey.in("Basic " + base64("alice:agk_int_misspelt")).orElseThrow();
        assertTrue(claimed.mayBeOf("triage"));
    }

    private static BasicKey of(String user) {
        return BasicKey.in("Basic " + base64(user + ":key")).orElseThrow();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
