package dev.agentkeys.access.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentkeys.testsupport.SigningKey;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** Tokens that an attacker might try. Each is made from the claims of a good token. */
final class BadTokens {

    private static final long BEYOND_CLOCK_SKEW = 300;

    private BadTokens() {}

    /** The tokens, each by its fault. */
    static Map<String, String> of(SigningKey key, Map<String, Object> good) {
        var now = Instant.now().getEpochSecond();
        var parts = key.sign(good).split("\\.");
        var tokens = new LinkedHashMap<String, String>();
        tokens.put("for another audience", key.sign(but(good, "aud", "another-service")));
        tokens.put("for no audience", key.sign(without(good, "aud")));
        tokens.put("of another issuer", key.sign(but(good, "iss", "https://issuer.example")));
        tokens.put("of no issuer", key.sign(without(good, "iss")));
        tokens.put("expired", key.sign(but(good, "exp", now - BEYOND_CLOCK_SKEW)));
        tokens.put("without an expiry", key.sign(without(good, "exp")));
        tokens.put("not yet valid", key.sign(but(good, "nbf", now + BEYOND_CLOCK_SKEW)));
        tokens.put("about nobody", key.sign(without(good, "sub")));
        tokens.put("with an expiry that is no number", key.sign(but(good, "exp", "tomorrow")));
        tokens.put("to refresh others", key.sign(but(good, "typ", "Refresh")));
        tokens.put("unsigned", encode("{\"alg\":\"none\"}") + "." + parts[1] + ".");
        tokens.put("unsigned, in other letters", encode("{\"alg\":\"NoNe\"}") + "." + parts[1] + "." + parts[2]);
        tokens.put("without its signature", parts[0] + "." + parts[1] + ".");
        tokens.put("with the public key as a shared one", withHmac(key, good));
        tokens.put(
                "with other claims than were signed",
                parts[0] + "." + encode(but(good, "sub", "root")) + "." + parts[2]);
        tokens.put("of an unknown key", SigningKey.generate().sign(good));
        tokens.put("of another key under the name of the good one", ofAnotherKeyUnderItsName(key, good));
        tokens.put("of the key it brings along", withItsOwnKey(key, good));
        tokens.put("garbage with dots", "a.b.c");
        tokens.put("garbage that decodes", encode("{}") + "." + encode("{}") + "." + encode("{}"));
        tokens.put("no JSON inside", encode("x") + "." + encode("[]") + "." + encode("y"));
        tokens.put("dots alone", "..");
        tokens.put("no JWT at all", "opaque-token");
        return tokens;
    }

    private static String withHmac(SigningKey key, Map<String, Object> claims) {
        var signature =
                signature(claims, AlgorithmIdentifiers.HMAC_SHA256, key.pair().getKeyId());
        signature.setKey(new HmacKey(key.pair().getPublicKey().getEncoded()));
        return serialize(signature);
    }

    private static String ofAnotherKeyUnderItsName(SigningKey key, Map<String, Object> claims) {
        var signature = signature(claims, SigningKey.ALGORITHM, key.pair().getKeyId());
        signature.setKey(SigningKey.generate().pair().getPrivateKey());
        return serialize(signature);
    }

    private static String withItsOwnKey(SigningKey key, Map<String, Object> claims) {
        var own = SigningKey.generate();
        var signature = signature(claims, SigningKey.ALGORITHM, own.pair().getKeyId());
        signature.setJwkHeader(own.pair());
        signature.setKey(own.pair().getPrivateKey());
        return serialize(signature);
    }

    private static JsonWebSignature signature(Map<String, Object> claims, String algorithm, String keyId) {
        var signature = new JsonWebSignature();
        signature.setPayload(new JsonObject(claims).encode());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKeyIdHeaderValue(keyId);
        return signature;
    }

    private static String serialize(JsonWebSignature signature) {
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> but(Map<String, Object> claims, String name, Object value) {
        var changed = new LinkedHashMap<>(claims);
        changed.put(name, value);
        return changed;
    }

    private static Map<String, Object> without(Map<String, Object> claims, String name) {
        var changed = new LinkedHashMap<>(claims);
        changed.remove(name);
        return changed;
    }

    private static String encode(Map<String, Object> claims) {
        return encode(new JsonObject(claims).encode());
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
