package dev.agentkeys.access;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

/**
 * Verifies JWTs with the keys in a file, for issuers that cannot be asked for theirs, as the API server of some
 * clusters. What is expected of a token is configured under the same names as for Quarkus' mechanism.
 */
@ApplicationScoped
class JwksFileTokens {

    private static final int CLOCK_SKEW_SECONDS = 30;
    private static final AlgorithmConstraints ASYMMETRIC = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
            AlgorithmIdentifiers.EDDSA);

    private final Optional<WatchedFile<List<JsonWebKey>>> keys;
    private final Optional<String> issuer;
    private final List<String> audience;
    private final String[] rolesClaim;

    JwksFileTokens(
            AccessConfig config,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.oidc.token.issuer") Optional<String> issuer,
            @ConfigProperty(name = "quarkus.oidc.token.audience") Optional<List<String>> audience,
            @ConfigProperty(name = "quarkus.oidc.roles.role-claim-path", defaultValue = "groups") String rolesClaim) {
        this.keys = config.oidc()
                .jwksFile()
                .map(path -> new WatchedFile<>(
                        "AGENTKEYS_ACCESS_OIDC_JWKS_FILE",
                        path,
                        JwksFileTokens::parse,
                        vertx,
                        config.fileCheckInterval()));
        this.issuer = issuer;
        this.audience = audience.orElse(List.of());
        this.rolesClaim = rolesClaim.split("/");
    }

    /** @throws ConfigurationException if the file cannot be read; nothing if there is none */
    void prepare() {
        // Being called is enough: the file is read when the first call makes this bean.
    }

    boolean configured() {
        return keys.isPresent();
    }

    Uni<OidcTokens.Subject> verify(String token) {
        try {
            var claims = consumer().processToClaims(token);
            return Uni.createFrom().item(new OidcTokens.Subject(claims.getSubject(), claimed(claims)));
        } catch (InvalidJwtException | MalformedClaimException e) {
            return Uni.createFrom().failure(new AuthenticationFailedException(e));
        }
    }

    @PreDestroy
    void stopWatching() {
        keys.ifPresent(WatchedFile::close);
    }

    private JwtConsumer consumer() {
        return new JwtConsumerBuilder()
                .setVerificationKeyResolver(
                        new JwksVerificationKeyResolver(keys.orElseThrow().content()))
                .setJwsAlgorithmConstraints(ASYMMETRIC)
                .setExpectedIssuer(issuer.orElseThrow())
                .setExpectedAudience(audience.toArray(String[]::new))
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                .build();
    }

    private Set<String> claimed(JwtClaims claims) {
        Object value = claims.getClaimsMap();
        for (var step : rolesClaim) {
            value = value instanceof Map<?, ?> object ? object.get(step.replace("\"", "")) : null;
        }
        var claimed = new HashSet<String>();
        if (value instanceof Collection<?> values) {
            values.forEach(one -> claimed.add(String.valueOf(one)));
        } else if (value instanceof String text) {
            claimed.addAll(List.of(text.split(" ")));
        }
        return claimed;
    }

    private static List<JsonWebKey> parse(String text) {
        try {
            var parsed = new JsonWebKeySet(text).getJsonWebKeys();
            if (parsed.isEmpty()) {
                throw new IllegalArgumentException("it has no key");
            }
            return parsed;
        } catch (JoseException e) {
            throw new IllegalArgumentException("it is no JSON Web Key Set");
        }
    }
}
