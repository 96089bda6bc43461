package dev.agentkeys.access.oidc;

import dev.agentkeys.access.AccessConfig;
import dev.agentkeys.configuration.WatchedFile;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.common.runtime.OidcCommonUtils;
import io.quarkus.oidc.runtime.JsonWebKeySet;
import io.quarkus.oidc.runtime.OidcConfig;
import io.quarkus.oidc.runtime.OidcProvider;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claims;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * Verifies JWTs with the keys in a file, for issuers that cannot be asked for theirs, as the API server of some
 * clusters. Quarkus has no such file, but all the rest: what is expected of a token, and where its roles are, means
 * what it means for an issuer that can be asked.
 */
@ApplicationScoped
class JwksFileTokens {

    private final OidcTenantConfig tenant;
    private final Optional<WatchedFile<OidcProvider>> verifier;

    JwksFileTokens(AccessConfig config, OidcConfig oidc, Vertx vertx) {
        tenant = OidcTenantConfig.of(OidcConfig.getDefaultTenant(oidc));
        verifier = config.oidc()
                .jwksFile()
                .map(path -> new WatchedFile<>(
                        "AGENTKEYS_ACCESS_OIDC_JWKS_FILE", path, this::parse, vertx, config.fileCheckInterval()));
    }

    boolean configured() {
        return verifier.isPresent();
    }

    /** Whom the token is about; fails with {@link AuthenticationFailedException} if it is no good. */
    Uni<OidcTokens.Subject> verify(String token) {
        try {
            verifier.orElseThrow()
                    .content()
                    .verifyJwtToken(token, false, tenant.token().subjectRequired(), null);
            var claims = OidcCommonUtils.decodeJwtContent(token);
            OidcUtils.validatePrimaryJwtTokenType(tenant.token(), claims);
            var roles = OidcUtils.findRoles(tenant.clientId().orElse(null), tenant.roles(), claims);
            return Uni.createFrom()
                    .item(new OidcTokens.Subject(claims.getString(Claims.sub.name()), Set.copyOf(roles)));
        } catch (InvalidJwtException | RuntimeException e) {
            // Also for a claim of an unforeseen type: a token that cannot be understood is no good.
            return Uni.createFrom().failure(new AuthenticationFailedException(e));
        }
    }

    @PreDestroy
    void stopWatching() {
        verifier.ifPresent(WatchedFile::close);
    }

    private OidcProvider parse(String text) {
        try {
            // Quarkus passes over keys that it cannot use; a file without any is a mistake.
            var keys = new org.jose4j.jwk.JsonWebKeySet(text).getJsonWebKeys();
            if (keys.stream().noneMatch(PublicJsonWebKey.class::isInstance)) {
                throw new IllegalArgumentException("it has no public key");
            }
            return new OidcProvider(null, tenant, new JsonWebKeySet(text), null, List.of());
        } catch (JoseException | OIDCException | ClassCastException e) {
            throw new IllegalArgumentException("it is no JSON Web Key Set", e);
        }
    }
}
