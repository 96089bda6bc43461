package dev.agentkeys.testsupport;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * A key pair that signs tokens by ES256. A pair for RS256 takes the tests' compiler seconds. The provider of {@code
 * OidcDevServiceTest} signs by RS256.
 */
public record SigningKey(EllipticCurveJsonWebKey pair) {

    /** The algorithm by its name in a JWT. */
    public static final String ALGORITHM = AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256;

    /** A new key. */
    public static SigningKey generate() {
        try {
            var pair = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            pair.setUse("sig");
            pair.setAlgorithm(ALGORITHM);
            return new SigningKey(pair).renamed();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same pair with another name. A service that finds keys by name sees another key. */
    public SigningKey renamed() {
        try {
            var other = (EllipticCurveJsonWebKey) PublicJsonWebKey.Factory.newPublicJwk(pair.getKey());
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
        signature.setAlgorithmHeaderValue(ALGORITHM);
        signature.setKeyIdHeaderValue(pair.getKeyId());
        signature.setKey(pair.getPrivateKey());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
