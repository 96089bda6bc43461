package dev.agentkeys.access.authentication;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.agentkeys.access.Digests;
import dev.agentkeys.access.NewToken;
import dev.agentkeys.access.Role;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StaticTokenTest {

    private static final String DIGEST = Digests.sha256Hex("a token");

    @Test
    void readsNameDigestAndRoles() {
        var token =
                StaticToken.parseAll("ci:" + DIGEST + ":keys:read+agents:write").get(0);

        assertEquals("ci", token.name());
        assertArrayEquals(Digests.sha256("a token"), token.digest());
        assertEquals(Set.of(Role.KEYS_READ, Role.AGENTS_WRITE), token.roles());
    }

    @Test
    void readsTheLineOfANewToken() {
        var made = NewToken.generate("ci", Set.of(Role.KEYS_VERIFY), new SecureRandom());
        var token = StaticToken.parseAll(made.line()).get(0);

        assertEquals("ci", token.name());
        assertArrayEquals(Digests.sha256(made.secret().reveal()), token.digest());
        assertEquals(Set.of(Role.KEYS_VERIFY), token.roles());
    }

    @Test
    void readsADigestInCapitals() {
        var token = StaticToken.parseAll("ci:" + DIGEST.toUpperCase(Locale.ROOT) + ":keys:read")
                .get(0);

        assertArrayEquals(Digests.sha256("a token"), token.digest());
    }

    @Test
    void readsLinesAndCommasAndSkipsComments() {
        var entry = ":" + DIGEST + ":keys:read";
        var text = "# people\r\na" + entry + "\r\n\r\n  b" + entry + " , c" + entry + "\n#d" + entry + "\n";

        assertEquals(
                List.of("a", "b", "c"),
                StaticToken.parseAll(text).stream().map(StaticToken::name).toList());
    }

    @Test
    void readsNoTokenFromTextWithoutEntries() {
        assertEquals(List.of(), StaticToken.parseAll(" \n,,# nobody"));
    }

    /** {@code #} stands for a digest. No message shows the digest, whatever is wrong. */
    @ParameterizedTest
    @CsvSource({
        "admin, entry 1 is not name:sha256-hex:role+role",
        "admin:#, entry 1 is not name:sha256-hex:role+role",
        "two words:#:keys:read, entry 1 is not name:sha256-hex:role+role",
        ":#:keys:read, entry 1 is not name:sha256-hex:role+role",
        "#:keys:read, the digest of entry 1 is not a SHA-256",
        "#:admin:keys:read, the digest of entry 1 is not a SHA-256",
        "admin:#0:keys:read, the digest of entry 1 is not a SHA-256",
        "admin: #:keys:read, the digest of entry 1 is not a SHA-256",
        "admin:#:, token 'admin' cannot be used: its roles must be some of",
        "admin:#:keys:destroy, token 'admin' cannot be used: its roles must be some of",
        "admin:#:keys:read+, token 'admin' cannot be used: its roles must be some of",
        "admin:#:open-registration, token 'admin' cannot be used: its roles must be some of",
        "'ok:#:keys:read\nadmin:#', entry 2 is not name:sha256-hex:role+role",
        "'ok:#:keys:read,ok:#:keys:write', token 'ok' occurs twice",
    })
    void namesTheFaultWithoutTheDigest(String text, String complaint) {
        var refusal =
                assertThrows(IllegalArgumentException.class, () -> StaticToken.parseAll(text.replace("#", DIGEST)));

        assertTrue(refusal.getMessage().startsWith(complaint), refusal::getMessage);
        assertFalse(refusal.getMessage().contains(DIGEST), refusal::getMessage);
    }

    @Test
    void showsNoDigestAsText() {
        var token = StaticToken.parseAll("ci:" + DIGEST + ":keys:read").get(0);

        assertEquals("StaticToken[ci, [keys:read]]", token.toString());
    }
}
