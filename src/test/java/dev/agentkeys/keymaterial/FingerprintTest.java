package dev.agentkeys.keymaterial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {

    private static final String OLD = "old:b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMhISE=";
    private static final String NEW = "new:QW5vdGhlcktleU9mMzJCeXRlc0ZvclRlc3RzT25seSE=";
    private static final Secret KEY = Secret.of("a-key-the-caller-brought");

    private final KeyMaterial material = material(OLD);

    @Test
    void isTheSameForTheSameKeyInEachProcess() {
        var one = material.fingerprint(KeyType.EXTERNAL, KEY);
        var two = material(OLD).fingerprint(KeyType.EXTERNAL, Secret.of(KEY.reveal()));

        assertEquals("old", one.keyId());
        assertEquals("old", two.keyId());
        assertArrayEquals(one.value(), two.value());
    }

    @Test
    void differsByTypeByKeyAndByPepper() {
        var seen = new HashSet<String>();
        for (var pepper : new String[] {OLD, NEW}) {
            for (var type : new KeyType[] {KeyType.EXTERNAL, KeyType.INTERNAL}) {
                for (var key : new String[] {"", "a", "A", "a ", "\0a", "external\0a"}) {
                    seen.add(hex(material(pepper).fingerprint(type, Secret.of(key))));
                }
            }
        }

        assertEquals(24, seen.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-key-the-caller-brought", "", "ünïcødé 😀"})
    void isAnHmacOfTypeAndKeyUnderAPepperDerivedFromTheRing(String key) throws GeneralSecurityException {
        var ringSecret = Base64.getDecoder().decode(OLD.substring("old:".length()));
        var extracted = hmac(new byte[32], ringSecret);
        var pepper = hmac(extracted, "agent-api-keys fingerprint v1\1".getBytes(UTF_8));

        assertArrayEquals(
                hmac(pepper, ("internal\0" + key).getBytes(UTF_8)),
                material.fingerprint(KeyType.INTERNAL, Secret.of(key)).value());
    }

    @ParameterizedTest
    @EnumSource(names = {"GITHUB", "SLACK"})
    void refusesASigningSecretSoThatNoCallerCanPresentItAsAKey(KeyType type) {
        for (var call :
                List.<Runnable>of(() -> material.fingerprint(type, KEY), () -> material.fingerprints(type, KEY))) {
            var refusal = assertThrows(IllegalArgumentException.class, call::run);
            assertFalse(refusal.getMessage().contains(KEY.reveal()));
        }
    }

    @Test
    void calculatesOneForEveryPepperOfTheRingTheCurrentOneFirst() {
        var rotated = material(NEW + "," + OLD);

        var fingerprints = rotated.fingerprints(KeyType.EXTERNAL, KEY);

        assertEquals(
                List.of("new", "old"),
                fingerprints.stream().map(Fingerprint::keyId).toList());
        assertEquals(hex(rotated.fingerprint(KeyType.EXTERNAL, KEY)), hex(fingerprints.get(0)));
        assertEquals(hex(material.fingerprint(KeyType.EXTERNAL, KEY)), hex(fingerprints.get(1)));
    }

    @ParameterizedTest
    @EnumSource(names = {"EXTERNAL", "INTERNAL"})
    void looksUpAGeneratedKeyByItsOwnTypeOnly(KeyType type) {
        var generated = material.generate(type);

        assertEquals(
                List.of(hex(material.fingerprint(type, generated))),
                material.fingerprints(generated).stream()
                        .map(FingerprintTest::hex)
                        .toList());
    }

    @Test
    void looksUpAnyOtherKeyByEachTypeThatCallersPresent() {
        assertEquals(
                List.of(
                        hex(material.fingerprint(KeyType.INTERNAL, KEY)),
                        hex(material.fingerprint(KeyType.EXTERNAL, KEY))),
                material.fingerprints(KEY).stream().map(FingerprintTest::hex).toList());
    }

    private static KeyMaterial material(String ring) {
        return new KeyMaterial(KeyRing.parse(ring), new SeededRandom(1));
    }

    private static String hex(Fingerprint fingerprint) {
        return HexFormat.of().formatHex(fingerprint.value());
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }
}
