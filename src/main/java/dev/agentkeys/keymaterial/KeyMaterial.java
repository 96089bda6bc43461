package dev.agentkeys.keymaterial;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Generates keys, and derives from them what may be stored: fingerprints for look-ups, and sealed values that can be read
 * again. Safe for use by many threads.
 */
public final class KeyMaterial {

    private static final byte SEAL_VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final KeyRing ring;
    private final SecureRandom random;

    /** @param random must not be in a static field, because a native image would be built with its seed */
    public KeyMaterial(KeyRing ring, SecureRandom random) {
        this.ring = ring;
        this.random = random;
    }

    /** A new key of 256 random bits in the format of {@link GeneratedKey}. */
    public Secret generate(KeyType type) {
        return GeneratedKey.generate(type, random);
    }

    /**
     * The fingerprint to store for a key, under the current pepper.
     *
     * @throws IllegalArgumentException if keys of this type are never presented
     */
    public Fingerprint fingerprint(KeyType type, Secret key) {
        return fingerprint(ring.current(), type, key);
    }

    /** The fingerprints a stored key may have: one for each pepper of the ring, the current one first. */
    public List<Fingerprint> fingerprints(KeyType type, Secret key) {
        return ring.all().stream()
                .map(ringKey -> fingerprint(ringKey, type, key))
                .toList();
    }

    /**
     * The fingerprints that a stored key of unknown type may have. A generated key names its type, and is stored under
     * no other type. Any other key may have each type that callers present.
     */
    public List<Fingerprint> fingerprints(Secret key) {
        return GeneratedKey.typeOf(key.reveal())
                .filter(KeyType::presentable)
                .map(type -> fingerprints(type, key))
                .orElseGet(() -> Arrays.stream(KeyType.values())
                        .filter(KeyType::presentable)
                        .flatMap(type -> fingerprints(type, key).stream())
                        .toList());
    }

    /** The id of the current ring key. This service makes new values under it. */
    public String current() {
        return ring.current().id();
    }

    /** Whether that is the id of the current ring key. */
    public boolean isCurrent(String ringKeyId) {
        return current().equals(ringKeyId);
    }

    /** Whether the ring has a key of that id. */
    public boolean has(String ringKeyId) {
        return ring.find(ringKeyId).isPresent();
    }

    /** The check values of the ring's keys, the current one first. */
    public List<CheckValue> checkValues() {
        return ring.all().stream().map(RingKey::checkValue).toList();
    }

    /** The ids of the ring's retired keys. Values under them should be renewed before the keys are removed. */
    public List<String> retired() {
        return ring.all().stream().skip(1).map(RingKey::id).toList();
    }

    /** Encrypts with AES-256-GCM under the current key and a fresh random nonce, bound to one row. */
    public Sealed seal(Secret secret, Binding.OfKey binding) {
        return seal(secret.bytes(), binding);
    }

    /** Encrypts an answer in the same way, bound to the requests that may get it. */
    public Sealed seal(byte[] answer, Binding.OfAnswer binding) {
        return seal(answer, (Binding) binding);
    }

    private Sealed seal(byte[] plaintext, Binding binding) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var ringKey = ring.current();
        var ciphertext = transform(Cipher.ENCRYPT_MODE, ringKey, nonce, plaintext, binding);
        var value = ByteBuffer.allocate(1 + NONCE_BYTES + ciphertext.length)
                .put(SEAL_VERSION)
                .put(nonce)
                .put(ciphertext)
                .array();
        return new Sealed(ringKey.id(), value);
    }

    /**
     * Reads a sealed secret again.
     *
     * @throws UnsealException if it was altered, belongs to another row, or its key has left the ring
     */
    public Secret open(SealedSecret secret) {
        return Secret.of(new String(open(secret.sealed(), secret.binding()), UTF_8));
    }

    /**
     * Reads a sealed answer again.
     *
     * @throws UnsealException if it was altered, belongs to other requests, or its key has left the ring
     */
    public byte[] open(Sealed sealed, Binding.OfAnswer binding) {
        return open(sealed, (Binding) binding);
    }

    private byte[] open(Sealed sealed, Binding binding) {
        var ringKey = ring.find(sealed.keyId())
                .orElseThrow(() -> new UnsealException("The key ring has no key '" + sealed.keyId()
                        + "', under which the " + binding.describe() + " was sealed"));
        var value = sealed.value();
        if (value.length < 1 + NONCE_BYTES + TAG_BYTES || value[0] != SEAL_VERSION) {
            throw new UnsealException("The sealed " + binding.describe() + " has an unknown form");
        }
        var buffer = ByteBuffer.wrap(value).position(1);
        var nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        var ciphertext = new byte[buffer.remaining()];
        buffer.get(ciphertext);
        return transform(Cipher.DECRYPT_MODE, ringKey, nonce, ciphertext, binding);
    }

    private static Fingerprint fingerprint(RingKey ringKey, KeyType type, Secret key) {
        if (!type.presentable()) {
            throw new IllegalArgumentException("A " + type.wireName() + " secret is never presented");
        }
        var typeName = type.wireName().getBytes(US_ASCII);
        var keyBytes = key.bytes();
        var message = ByteBuffer.allocate(typeName.length + 1 + keyBytes.length)
                .put(typeName)
                .put((byte) 0)
                .put(keyBytes)
                .array();
        return new Fingerprint(ringKey.id(), ringKey.hmac(message));
    }

    private static byte[] transform(int mode, RingKey ringKey, byte[] nonce, byte[] input, Binding binding) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, ringKey.sealingKey(), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            cipher.updateAAD(binding.associatedData());
            return cipher.doFinal(input);
        } catch (AEADBadTagException e) {
            throw new UnsealException("The sealed " + binding.describe() + " was altered or belongs to another row", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has AES-256-GCM", e);
        }
    }
}
