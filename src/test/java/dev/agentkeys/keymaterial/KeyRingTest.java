package dev.agentkeys.keymaterial;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRingTest {

    /** Base64 of 32 bytes, as {@code openssl rand -base64 32} prints it. */
    private static final String SECRET = "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMhISE=";

    private static final String OTHER_SECRET = "QW5vdGhlcktleU9mMzJCeXRlc0ZvclRlc3RzT25seSE=";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new:%s,old:%s",
                "new:%s\nold:%s",
                "new:%s\r\nold:%s\r\n",
                "\n\n  new:%s \n\n\told: %s\t\n",
                " new:%s , old:%s ,",
                "new:%s,\nold:%s"
            })
    void readsEntriesSeparatedByCommasOrLinesTheCurrentOneFirst(String format) {
        var ring = KeyRing.parse(format.formatted(SECRET, OTHER_SECRET));

        assertEquals("new", ring.current().id());
        assertEquals(List.of("new", "old"), ring.all().stream().map(RingKey::id).toList());
        var message = new byte[] {1};
        assertEquals(
                hex(KeyRing.parse("a:" + SECRET).current().hmac(message)),
                hex(ring.current().hmac(message)));
        assertEquals(
                hex(KeyRing.parse("a:" + OTHER_SECRET).current().hmac(message)),
                hex(ring.find("old").orElseThrow().hmac(message)));
    }

    @Test
    void findsNoKeyByAnUnknownId() {
        assertTrue(KeyRing.parse("k1:" + SECRET).find("K1").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\n", ",,", "\r\n , \r\n"})
    void refusesARingWithoutAKey(String text) {
        assertEquals("it has no key", refusal(text));
    }

    @Test
    void acceptsIdsOfUpTo64LettersDigitsDotsDashesAndUnderscores() {
        for (var id : new String[] {"k", "2024-01.primary_KEY", "x".repeat(64)}) {
            assertEquals(id, KeyRing.parse(id + ":" + SECRET).current().id());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "a b:", "ä:", "a/b:", "a'b:"})
    void refusesAnEntryWithoutAProperId(String beginning) {
        var message = refusal("k1:" + OTHER_SECRET + "," + beginning + SECRET);

        assertTrue(message.startsWith("entry 2 is not 'id:base64'"), message);
    }

    @Test
    void refusesAnIdOf65Characters() {
        assertTrue(refusal("x".repeat(65) + ":" + SECRET).startsWith("entry 1 is not"));
    }

    @Test
    void refusesAnIdThatAppearsTwice() {
        assertEquals("the key id 'k1' appears twice", refusal("k1:" + SECRET + ",k1:" + OTHER_SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"b25seS1m!W1vcmU=", "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMhIS_=", "only-for-tests"})
    void refusesInvalidBase64WithoutQuotingIt(String secret) {
        assertEquals("the secret of entry 2 is not base64", refusal("k1:" + SECRET + ",k2:" + secret));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 31, 33, 64})
    void refusesASecretOfAnotherLength(int length) {
        var secret = Base64.getEncoder().encodeToString(new byte[length]);

        assertEquals("the secret of entry 1 is " + length + " bytes long instead of 32", refusal("k1:" + secret));
    }

    @ParameterizedTest
    @MethodSource("weakSecrets")
    void refusesASecretThatCannotBeRandom(byte[] secret) {
        var base64 = Base64.getEncoder().encodeToString(secret);

        var message = refusal("k1:" + SECRET + ",k2:" + base64);

        assertEquals(
                "the secret of entry 2 is not random: its bytes are all equal, count up or down, or repeat", message);
    }

    static Stream<byte[]> weakSecrets() {
        var up = new byte[32];
        var down = new byte[32];
        var ones = new byte[32];
        Arrays.fill(ones, (byte) -1);
        for (int i = 0; i < up.length; i++) {
            up[i] = (byte) (i + 250);
            down[i] = (byte) -i;
        }
        return Stream.of(
                new byte[32],
                ones,
                up,
                down,
                "0123456789abcdef0123456789abcdef".getBytes(US_ASCII),
                "changemechangemechangemechangeme".getBytes(US_ASCII));
    }

    @Test
    void refusesOneSecretUnderTwoIds() {
        assertEquals(
                "the keys 'k1' and 'k3' have the same secret",
                refusal("k1:" + SECRET + ",k2:" + OTHER_SECRET + ",k3:" + SECRET));
    }

    @Test
    void recognizesSecretsByCheckValuesThatHaveNoOtherUse() {
        var ring = KeyRing.parse("k1:" + SECRET + ",k2:" + OTHER_SECRET);
        var same = KeyRing.parse("other:" + SECRET).current().checkValue();
        var first = ring.current();

        assertTrue(first.checkValue().matches(same.value()));
        assertFalse(ring.find("k2").orElseThrow().checkValue().matches(same.value()));
        var message = new byte[] {1};
        assertNotEquals(hex(hmac(first.checkValue().value(), message)), hex(first.hmac(message)));
        assertNotEquals(hex(first.checkValue().value()), hex(first.sealingKey().getEncoded()));
    }

    @Test
    void printsIdsOnly() {
        var ring = KeyRing.parse("new:" + SECRET + ",old:" + OTHER_SECRET);

        assertEquals("KeyRing[RingKey[new], RingKey[old]]", ring.toString());
    }

    @Test
    void readsTheRingItGenerates() {
        var random = new SeededRandom(1);
        var one = KeyRing.generate("fresh", random);
        var two = KeyRing.generate("fresh", random);

        assertEquals("fresh", KeyRing.parse(one).current().id());
        assertNotEquals(one, two);
    }

    /** The message. It is all that may be logged, because the messages of the JDK quote characters of the secret. */
    private static String refusal(String text) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> KeyRing.parse(text));
        assertNull(refusal.getCause());
        for (var secret : List.of(SECRET, OTHER_SECRET)) {
            assertFalse(refusal.getMessage().contains(secret.substring(0, 8)), refusal.getMessage());
        }
        return refusal.getMessage();
    }

    private static byte[] hmac(byte[] key, byte[] message) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
