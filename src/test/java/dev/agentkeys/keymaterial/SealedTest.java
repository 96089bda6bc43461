package dev.agentkeys.keymaterial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealedTest {

    private static final String OLD = "old:b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMhISE=";
    private static final String NEW = "new:QW5vdGhlcktleU9mMzJCeXRlc0ZvclRlc3RzT25seSE=";
    private static final UUID KEY_ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");
    private static final UUID AGENT_ID = UUID.fromString("01890a5d-ac96-7ab7-80e2-4536651a0e4d");
    private static final Binding.OfKey ROW = new Binding.OfKey(KEY_ID, AGENT_ID, KeyType.GITHUB);
    private static final Secret SECRET = Secret.of("what GitHub signs with");

    private final KeyMaterial material = material(OLD);

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "what GitHub signs with", "ünïcødé, \0 and 😀", "名前"})
    void opensToTheSealedText(String text) {
        var sealed = material.seal(Secret.of(text), ROW);

        assertEquals("old", sealed.keyId());
        assertEquals(text, material.open(new SealedSecret(ROW, sealed)).reveal());
    }

    @Test
    void opensToALongSecret() {
        var text = "😀".repeat(4096);

        assertEquals(
                text,
                material.open(new SealedSecret(ROW, material.seal(Secret.of(text), ROW)))
                        .reveal());
    }

    @Test
    void doesNotContainThePlaintext() {
        var sealed = material.seal(SECRET, ROW);

        assertFalse(new String(sealed.value(), ISO_8859_1).contains("GitHub"));
    }

    @Test
    void usesAnotherNonceEachTime() {
        var nonces = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            nonces.add(HexFormat.of().formatHex(material.seal(SECRET, ROW).value(), 1, 13));
        }

        assertEquals(1000, nonces.size());
    }

    @Test
    void isAesGcmUnderAKeyDerivedFromTheRingBoundToKeyAgentAndType() throws GeneralSecurityException {
        var value = material.seal(SECRET, ROW).value();
        var ringSecret = Base64.getDecoder().decode(OLD.substring("old:".length()));
        var row = HexFormat.of().parseHex((KEY_ID.toString() + AGENT_ID).replace("-", ""));

        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(Hkdf.derive(ringSecret, "agent-api-keys seal v1"), "AES"),
                new GCMParameterSpec(128, value, 1, 12));
        cipher.updateAAD(row);
        cipher.updateAAD("github".getBytes(UTF_8));

        assertEquals(1, value[0]);
        assertEquals(SECRET.reveal(), new String(cipher.doFinal(value, 13, value.length - 13), UTF_8));
    }

    @Test
    void staysShutWithAnyBitFlipped() {
        var sealed = material.seal(SECRET, ROW);
        for (int i = 0; i < sealed.value().length; i++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                var altered = sealed.value().clone();
                altered[i] ^= (byte) (1 << bit);

                assertShut(new Sealed("old", altered), ROW);
            }
        }
    }

    @Test
    void staysShutWhenCutOrExtended() {
        var value = material.seal(SECRET, ROW).value();
        for (int length = 0; length < value.length; length++) {
            assertShut(new Sealed("old", Arrays.copyOf(value, length)), ROW);
        }
        assertShut(new Sealed("old", Arrays.copyOf(value, value.length + 1)), ROW);
    }

    @Test
    void staysShutInTheRowOfAnotherKeyOrAgent() {
        var sealed = material.seal(SECRET, ROW);
        var other = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8058");

        assertShut(sealed, new Binding.OfKey(other, AGENT_ID, KeyType.GITHUB));
        assertShut(sealed, new Binding.OfKey(KEY_ID, other, KeyType.GITHUB));
        assertShut(sealed, new Binding.OfKey(AGENT_ID, KEY_ID, KeyType.GITHUB));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GITHUB")
    void staysShutInARowOfAnotherType(KeyType type) {
        assertShut(material.seal(SECRET, ROW), new Binding.OfKey(KEY_ID, AGENT_ID, type));
    }

    @Test
    void opensUnderARetiredKey() {
        var sealed = material.seal(SECRET, ROW);
        var rotated = material(NEW + "," + OLD);

        assertEquals(SECRET, rotated.open(new SealedSecret(ROW, sealed)));
        assertEquals("new", rotated.seal(SECRET, ROW).keyId());
    }

    @Test
    void staysShutUnderAnotherKeyOfTheRing() {
        var sealed = material.seal(SECRET, ROW);

        assertThrows(UnsealException.class, () -> material(NEW + "," + OLD)
                .open(new SealedSecret(ROW, new Sealed("new", sealed.value()))));
    }

    @Test
    void namesTheKeyThatTheRingLacks() {
        var sealed = material.seal(SECRET, ROW);

        var failure = assertThrows(UnsealException.class, () -> material(NEW).open(new SealedSecret(ROW, sealed)));

        assertTrue(failure.getMessage().contains("no key 'old'"), failure.getMessage());
        assertTrue(failure.getMessage().contains(KEY_ID.toString()), failure.getMessage());
    }

    @Test
    void anAnswerOpensForItsScopeOnly() {
        var scope = new Binding.OfAnswer(new byte[] {1, 2, 3});
        var sealed = material.seal(SECRET.bytes(), scope);

        assertArrayEquals(SECRET.bytes(), material.open(sealed, new Binding.OfAnswer(new byte[] {1, 2, 3})));
        assertThrows(UnsealException.class, () -> material.open(sealed, new Binding.OfAnswer(new byte[] {1, 2, 4})));
        assertThrows(UnsealException.class, () -> material.open(new SealedSecret(ROW, sealed)));
        assertThrows(UnsealException.class, () -> material.open(material.seal(SECRET, ROW), scope));
    }

    private void assertShut(Sealed sealed, Binding.OfKey binding) {
        var failure = assertThrows(UnsealException.class, () -> material.open(new SealedSecret(binding, sealed)));
        assertTrue(failure.getMessage().contains(binding.keyId().toString()), failure.getMessage());
        assertFalse(failure.getMessage().contains(SECRET.reveal()));
    }

    private static KeyMaterial material(String ring) {
        return new KeyMaterial(KeyRing.parse(ring), new SeededRandom(1));
    }
}
