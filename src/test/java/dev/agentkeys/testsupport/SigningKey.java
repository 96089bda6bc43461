package dev.agentkeys.testsupport;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** A key pair that signs tokens. */
public record SigningKey(RsaJsonWebKey pair) {

    /** A JVM generates only two pairs, because each takes the tests' compiler a second. */
    private static final List<RsaJsonWebKey> PAIRS = List.of(newPair(), newPair());

    /** A key with a new name. Another key may have the same pair. */
    public static SigningKey generate() {
        return new SigningKey(PAIRS.get(0)).renamed();
    }

    /** A key with a new name, and with another pair than this one. */
    public SigningKey other() {
        boolean first = pair.getKey().equals(PAIRS.get(0).getKey());
        return new SigningKey(PAIRS.get(first ? 1 : 0)).renamed();
    }

    private static RsaJsonWebKey newPair() {
        try {
            var pair = RsaJwkGenerator.generateJwk(2048);
            pair.setUse("sig");
            pair.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
            return pair;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same pair with another name. A service that finds keys by name sees another key. */
    public SigningKey renamed() {
        try {
            var other = (RsaJsonWebKey) PublicJsonWebKey.Factory.newPublicJwk(pair.getKey());
            other.setPrivateKey(pair.getPrivateKey());
            other.setKeyId(UUID.randomUUID().toString());
            other.setUse(pair.getUse());
            other.setAlgorithm(pair.getAlgorithm());
            return new SigningKey(other);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key as a JSON Web Key Set. */
    public String jwks() {
        var key = new JsonObject(pair.toJson(OutputControlLevel.PUBLIC_ONLY));
        return JsonObject.of("keys", JsonArray.of(key)).encode();
    }

    /** A JWT with these claims. */
    public String sign(Map<String, Object> claims) {
        var signature = new JsonWebSignature();
        signature.setPayload(new JsonObject(claims).encode());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setKeyIdHeaderValue(pair.getKeyId());
        signature.setKey(pair.getPrivateKey());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
